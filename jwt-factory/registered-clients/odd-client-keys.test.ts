import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { generateSigningKey } from '#core/keys/signing-key'
import { signToken } from '#core/token/sign'
import { assertionForm, MAIN_URL, openTestIssuer, seconds } from '../test-issuer.ts'
import { createClients } from './clients.ts'

test.each(['inline', 'in a file'])(
  'the good keys of a client get it in, whatever stands beside them, and the others are named: %s',
  async (where) => {
    const keysFolder = await mkdtemp(join(tmpdir(), 'odd-client-keys-'))
    onTestFinished(() => rm(keysFolder, { recursive: true }))
    const [one, other] = await Promise.all([generateSigningKey('ES256', 0), generateSigningKey('ES256', 0)])
    const jwks = {
      keys: [
        { kty: 'AKP', kid: 'new' },
        { ...one.publicJwk, kid: 'mine', use: 'enc' },
        { kty: 'oct', alg: 'HS256', k: 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0', kid: 'secret' },
        { ...one.publicJwk, kid: 'mine' },
        { ...other.publicJwk, kid: 'mine', alg: undefined },
      ],
    }
    await writeFile(join(keysFolder, 'jwks.json'), JSON.stringify(jwks))
    const told: unknown[] = []
    const keys = where === 'inline' ? { jwks } : { publicKeys: 'jwks.json' }
    const clients = await createClients(
      { 'surveyApp.v1': { ...keys, audiences: ['b'], scopes: [] } },
      {
        keysFolder,
        clock: manualClock(0),
        file: 'clients.json',
        tell: (client, { count, first }) => told.push([client, count, first.map(firstWords)]),
      },
    )
    const factory = await openTestIssuer({ clients: Object.fromEntries(clients) })
    onTestFinished(factory.close)

    for (const key of [one, other]) {
      const now = seconds(factory)
      const claims = { iss: 'surveyApp.v1', sub: 'surveyApp.v1', aud: MAIN_URL, exp: now + 60, jti: randomUUID() }
      const assertion = await signToken(claims, { ...key, kid: 'mine' }, 'JWT')
      await factory.post('/token', { grant_type: 'client_credentials', ...assertionForm(assertion) }).expect(200)
    }
    expect(told).toEqual([['surveyApp.v1', 3, ['keys.0 ("new")', 'keys.1 ("mine")', 'keys.2 ("secret")']]])
  },
)

const firstWords = (described: string) => described.split(':')[0]

test('of a thousand keys of a client that are of no use, the first are named and the others counted', async () => {
  const jwks = { keys: Array.from({ length: 1000 }, () => ({})) }
  const parts = { keysFolder: '.', clock: manualClock(0), file: 'clients.json', tell: () => {} }
  const fault = await createClients({ a: { jwks, audiences: ['b'], scopes: [] } }, parts).catch(String)
  expect(String(fault)).toMatch(/keys\.4: [\s\S]*a\.jwks {2}and 995 more$/m)
})

test.each([
  ['no key', []],
  ['none of use', [{ kty: 'AKP' }]],
])('a client whose inline key set has %s is refused, and named', async (_what, keys) => {
  const parts = { keysFolder: '.', clock: manualClock(0), file: 'clients.json', tell: () => {} }
  const fault = await createClients({ a: { jwks: { keys }, audiences: ['b'], scopes: [] } }, parts).catch(String)
  expect(String(fault)).toMatch(/^ {2}a\.jwks {2}keys/m)
})
