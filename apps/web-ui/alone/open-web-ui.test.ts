import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { createServer } from '#core/http/node-http'
import { readWebUiConfig } from './config.ts'
import { ISSUER_KEY, LOGIN_START, signedAccess, signedId } from '../login/login.fixture.ts'
import { openWebUi } from './open-web-ui.ts'

const NOWHERE = { clock: manualClock(0), machine: systemClock, write: () => {} }

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port
}

/** An issuer whose discovery document a test writes, and a page that is told its address by the variables of the sample. */
async function openBoth(document: (issuer: string) => unknown, typed = (issuer: string) => issuer) {
  const asked: string[] = []
  const seen: (string | undefined)[] = []
  const issuer: string = await serving(({ url = '' }, response) => {
    asked.push(url)
    const isDocument = url === '/.well-known/openid-configuration'
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(isDocument ? document(issuer) : { keys: [ISSUER_KEY.publicJwk] }))
  })
  const backend = await serving(({ headers }, response) => {
    seen.push(headers.authorization)
    response.end('{}')
  })
  const config = readWebUiConfig({
    ISSUER_BASE_URL: typed(issuer),
    AUTH0_CLIENT_ID: 'login-gateway',
    BACKENDS: ` ${backend}/data , ${backend}/data2`,
  })
  const options = { backends: undefined, caFile: undefined, sendsOn: 'authorization' } as const
  const {
    listener,
    login: words,
    close,
  } = await openWebUi(config, options, {
    clock: manualClock(LOGIN_START * 1000 + 1000),
    machine: systemClock,
    write: () => {},
  })
  onTestFinished(close)
  const page = await serving(listener)
  const ask = async (iss: string) => {
    const jwt = await signedId({ iss })
    const my_access_token = await signedAccess({ iss })
    const answer = (await (await fetch(page, { headers: { jwt, my_access_token } })).json()) as {
      login: { person?: object; idToken: object }
    } // as the page writes it // prettier-ignore
    return answer.login
  }
  return { issuer, asked, seen, words, ask }
}

test('the variables of the sample are enough: the issuer is asked for its name and its keys, once', async () => {
  const { issuer, asked, seen, words, ask } = await openBoth((its) => ({ issuer: its, jwks_uri: `${its}/jwks` }))
  expect(words).toContain(issuer)
  expect(asked).toEqual([])
  for (const _ of [1, 2]) expect(await ask(issuer)).toMatchObject({ person: { sub: 'person-1' } })
  expect(asked).toEqual(['/.well-known/openid-configuration', '/jwks'])
  expect(seen.filter((each) => each?.startsWith('Bearer '))).toHaveLength(4)
})

test('a slash at the end of its name that nobody typed is a part of it', async () => {
  const { issuer, ask } = await openBoth((its) => ({ issuer: `${its}/`, jwks_uri: `${its}/jwks` }))
  expect(await ask(`${issuer}/`)).toMatchObject({ idToken: { outcome: 'good' } })
  expect(await ask(issuer)).toMatchObject({ idToken: { outcome: 'refused', reason: 'wrong-issuer' } })
})

test.each<[string, (issuer: string) => unknown]>([
  ['of another issuer', () => ({ issuer: 'https://evil.test', jwks_uri: 'https://evil.test/jwks' })],
  ['of a part of the same server', (its) => ({ issuer: `${its}/other`, jwks_uri: `${its}/jwks` })],
  ['with keys at another place without TLS', (its) => ({ issuer: its, jwks_uri: 'http://evil.test/jwks' })],
  ['without keys', (its) => ({ issuer: its })],
  ['that is a list', () => []],
])('a discovery document %s decides nothing', async (_what, document) => {
  const { issuer, seen, ask } = await openBoth(document)
  const login = await ask(issuer)
  expect(login).toMatchObject({ idToken: { outcome: 'cannot-decide', reason: 'keys-unavailable' } })
  expect(login).not.toHaveProperty('person')
  expect(seen).toEqual([undefined, undefined])
})

test('without an issuer nobody logs in, and a file that is no certificate is a fault', async () => {
  const options = { backends: ['http://localhost:1/'], caFile: undefined, sendsOn: 'jwt' } as const
  const plain = await openWebUi(readWebUiConfig({}), options, NOWHERE)
  await plain.close()
  expect(plain.login).toBe('nobody logs in, and no token is looked at')
  const wrong = openWebUi(readWebUiConfig({}), { ...options, caFile: import.meta.filename }, NOWHERE)
  await expect(wrong).rejects.toThrow('is no file with a certificate')
})
