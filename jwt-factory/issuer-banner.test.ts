import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../tests/support/folders.ts'
import { clientForBanner, forVerifiers, issuerBanner } from './issuer-banner.ts'
import type { Client } from './registered-clients/clients.ts'

const OVER_TLS = { url: 'https://localhost:5443', algorithm: 'ES256', hasAnyClaims: false, isOpen: false } as const
const CLIENT = { id: 'servicea', audiences: ['serviceb'] }

test('an issuer over TLS: its URL, its keys, whom its tokens are for, how to trust it, and how to get one', () => {
  const text = issuerBanner(OVER_TLS, '/k', CLIENT)
  for (const line of [
    'issuer     https://localhost:5443',
    'key set    https://localhost:5443/jwks',
    'audience   serviceb',
    'algorithm  ES256',
    'CA         /k/tls/ca.pem',
    'export NODE_EXTRA_CA_CERTS=/k/tls/ca.pem',
    'curl --cacert /k/tls/ca.pem -u "servicea:$(cat /k/servicea/client-secret)" -d grant_type=client_credentials -d audience=serviceb https://localhost:5443/token',
  ])
    expect(text).toContain(`\n  ${line}\n`)
})

test('a plain issuer needs no CA, and its path is a part of its addresses', () => {
  const text = issuerBanner(
    { url: 'http://localhost:5555/tenant/', algorithm: 'RS256', hasAnyClaims: true, isOpen: false },
    '/k',
    CLIENT,
  )
  expect(text).toContain('\n  issuer     http://localhost:5555/tenant/\n')
  expect(text).toContain('http://localhost:5555/tenant/jwks\n')
  expect(text).toMatch(/\n {2}curl -u "servicea:.+ http:\/\/localhost:5555\/tenant\/token\n/)
  expect(text).toMatch(/\n {2}curl -u "servicea:.+ -d '{"aud": .+ http:\/\/localhost:5555\/tenant\/issueToken\/alice\n/)
  expect(text).not.toMatch(/ca\.pem|CA /)
})

test('a log has the same as fields, with paths as they are and not as a shell takes them', () => {
  expect(forVerifiers(OVER_TLS, "/it's", CLIENT)).toEqual({
    issuer: 'https://localhost:5443',
    keySet: 'https://localhost:5443/jwks',
    audience: 'serviceb',
    algorithm: 'ES256',
    ca: "/it's/tls/ca.pem",
    tokens: 'https://localhost:5443/token',
    client: 'servicea',
    secretFile: "/it's/servicea/client-secret",
  })
  expect(forVerifiers({ url: 'http://localhost:5555/a/', algorithm: 'RS256' }, '/k', undefined)).toEqual({
    issuer: 'http://localhost:5555/a/',
    keySet: 'http://localhost:5555/a/jwks',
    algorithm: 'RS256',
    tokens: 'http://localhost:5555/a/token',
  })
})

test('without a client whose secret is in a file, it says where clients stand', () => {
  const text = issuerBanner(OVER_TLS, "/it's", undefined)
  expect(text).toContain('-u "CLIENT:SECRET"')
  expect(text).toContain(String.raw`Clients and their secrets stand in '/it'\''s/jwt-factory/clients.json'.`)
})

test('the client is the first that may call somebody and whose secret is in a file of its own', async () => {
  const keysFolder = await temporaryFolder()
  onTestFinished(() => rm(keysFolder, { recursive: true }))
  const clients = new Map(
    Object.entries({ none: [], 'no-file': ['x'], 'a"b': ['x'], good: ['x', 'y'], later: ['x'] }).map(
      ([id, audiences]): [string, Client] => [id, { id, audience: id, audiences, scopes: [], trustedIssuers: [] }],
    ),
  )
  expect(await clientForBanner(clients, keysFolder)).toBeUndefined()
  for (const id of ['none', 'a"b', 'good', 'later']) {
    await mkdir(join(keysFolder, id))
    await writeFile(join(keysFolder, id, 'client-secret'), 's')
  }
  expect(await clientForBanner(clients, keysFolder)).toMatchObject({ id: 'good' })
})

test('an open issuer says so, and how anybody gets a token with claims of their own', () => {
  const text = issuerBanner({ ...OVER_TLS, url: 'http://localhost:5555', isOpen: true }, '/k', CLIENT)
  expect(text).toContain('OPEN=1: any client, secret, audience, scope and claim is good.')
  expect(text).toContain(
    `curl -d grant_type=client_credentials -d audience=https://api.example.com -d 'claims={"sub": "alice", "roles": ["clerk"]}' http://localhost:5555/token`,
  )
  expect(text).not.toContain('FACTORY_ISSUER=discovery')
})
