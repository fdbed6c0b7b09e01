import { expect, test } from 'vitest'
import type { ClientsState, TokenQuestion } from './clients-state.ts'
import { curlLine } from './curl-line.ts'

const client = (id: string, proves: string[]) => ({ id, proves })
const register = {
  clients: [
    client('servicea', ['client_secret']),
    client('tester', ['client_secret']),
    client('batch', ['private_key_jwt']),
  ],
}
const line = (question: Partial<TokenQuestion>) =>
  curlLine({
    register,
    factoryUrl: 'https://localhost:5443',
    keys: 'keys',
    question: {
      client: 'servicea',
      issuer: '@',
      grant: 0,
      audience: '',
      scopes: [],
      lifetime: '',
      presented: {},
      ...question,
    },
  } as unknown as ClientsState) // as much of it as is looked at

test('the line asks as the client does, and the shell reads the secret', () => {
  expect(line({ audience: 'serviceb', scopes: ['orders.read', 'a'], lifetime: '60' })).toBe(
    String.raw`curl --cacert keys/tls/ca.pem \
  -u "servicea:$(cat keys/servicea/client-secret)" \
  -d grant_type=client_credentials \
  -d audience=serviceb \
  -d 'scope=orders.read a' \
  -d lifetime=60 \
  https://localhost:5443/token`,
  )
})

test('of a client whose secret has no file the person knows it', () => {
  expect(line({ client: 'tester' })).toContain('-u "tester:$CLIENT_SECRET"')
  expect(line({ client: 'batch' })).toContain('"client_assertion=$CLIENT_ASSERTION"')
})

test('what is presented is never in the line, and another issuer has another address', () => {
  const shown = line({ grant: 1, issuer: 'demo', presented: { subject_token: 'ey.ey.ey' } })
  expect(shown).toContain('"subject_token=$SUBJECT_TOKEN"')
  expect(shown).not.toContain('ey.ey.ey')
  expect(shown).toContain('https://localhost:5443/issuers/demo/token')
})

test('a scope cannot end the quotes around it', () => {
  expect(line({ scopes: ["a';rm"] })).toContain(String.raw`'scope=a'\'';rm'`)
})
