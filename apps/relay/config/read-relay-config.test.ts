import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { expect, test } from 'vitest'
import { expandVariables } from './expand-variables.ts'
import { readRelayConfig } from './read-relay-config.ts'
import type { RelayDialect } from './relay-config.ts'
import { givenFlags } from './relay-flags.ts'

const SECRET_OF_32 = 'a secret of thirty-two bytes, all'
const pemOf = (key: KeyObject) => String(key.export({ type: 'spki', format: 'pem' }))
const rsa = pemOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey)
const ec = pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)

const read = (text: string, options: Record<string, string | true> = {}, dialect: RelayDialect = 'piko') =>
  readRelayConfig({ text, file: 'relay.yaml', place: { folder: '/etc/relay' }, flags: givenFlags(options), dialect })

const faultsIn = (text: string, options?: Record<string, string | true>, dialect?: RelayDialect): Promise<string[]> =>
  read(text, options, dialect).then(
    () => [],
    (error: Error) => error.message.split('\n'),
  )

const indented = (pem: string) => pem.trim().replaceAll('\n', '\n      ')

test('the YAML of the page of Piko, and everything else has a default', async () => {
  const config = await read('proxy:\n  auth:\n    hmac_secret_key: my-secret\nupstream:\n  auth:\n    hmac_secret_key: my-secret\n') // prettier-ignore
  const auth = { keys: { kind: 'static', hmacSecretKey: 'my-secret' }, disableDisconnectOnExpiry: false }
  expect(config).toEqual({
    dialect: 'piko',
    proxy: { listen: { kind: 'tcp', port: 4800 }, auth, timeout: 30_000, accessLog: false, headTimeout: 10_000, idleTimeout: 300_000 }, // prettier-ignore
    upstream: { listen: { kind: 'tcp', port: 4801 }, auth, tenants: [] },
    admin: { listen: { kind: 'tcp', port: 4802 } },
    gracePeriod: 60_000,
  })
})

test('its options say the same, and count before the file', async () => {
  const options = { 'proxy.auth.hmac-secret-key': 'my-secret', 'upstream.auth.disable-disconnect-on-expiry': true, 'upstream.auth.hmac-secret-key': 'b', 'upstream.bind-addr': 'localhost:1', 'proxy.timeout': '2s', 'admin.tls.enabled': 'false' } as const // prettier-ignore
  expect(await read('upstream: {bind_addr: ":2", auth: {hmac_secret_key: a, audience: x}}', options)).toMatchObject({
    proxy: { auth: { keys: { hmacSecretKey: 'my-secret' } }, timeout: 2000 },
    upstream: {
      listen: { host: 'localhost', port: 1 },
      auth: { keys: { hmacSecretKey: 'b' }, audience: 'x', disableDisconnectOnExpiry: true },
    },
  })
})

test('what stands there without a value is not there, and several kinds of keys go together', async () => {
  const auth = `hmac_secret_key: ""\n    rsa_public_key: |\n      ${indented(rsa)}\n    ecdsa_public_key: |\n      ${indented(ec)}\n    audience: ""\n    jwks: {endpoint: ""}` // prettier-ignore
  const text = `proxy:\n  advertise_addr: ""\n  auth:\n    ${auth}\n  http: {read_header_timeout: 1s, idle_timeout: 2s}\nadmin:\n  auth: {hmac_secret_key: "", issuer: i}\n` // prettier-ignore
  const { proxy, admin } = await read(text)
  expect(proxy).toMatchObject({
    auth: { keys: { rsaPublicKey: rsa.trim() + '\n' } },
    headTimeout: 1000,
    idleTimeout: 2000,
  })
  expect(proxy.auth).not.toHaveProperty('audience')
  expect(admin.auth).toBeUndefined()
})

test('a key set, tenants and TLS, with paths that begin at the file', async () => {
  const text = `upstream:\n  tenants: [{id: a, auth: {hmac_secret_key: a}}]\n  tls: {enabled: true, cert: c.pem, key: /k.pem}\nproxy:\n  auth:\n    jwks: {endpoint: "https://i/jwks", cache_ttl: 5m, timeout: 3s, trusted_certificates: [ca.pem]}\n` // prettier-ignore
  expect(await read(text)).toMatchObject({
    upstream: { tenants: [{ id: 'a' }], tls: { cert: { path: '/etc/relay/c.pem' }, key: { path: '/k.pem' } } },
    proxy: {
      auth: {
        keys: { kind: 'jwks', cacheTtl: 300_000, timeout: 3000, trustedCertificates: [{ path: '/etc/relay/ca.pem' }] },
      },
    },
  })
})

test.each([
  [
    'proxy: {auth: {hmac_secret_ky: a}}',
    'relay.yaml:1  proxy.auth: "hmac_secret_ky" is unknown here: perhaps hmac_secret_key was meant.',
  ],
  ['proxy: {}\nproxy: {}', 'relay.yaml:2  "proxy" appears twice in its block: remove one of them.'],
  ['proxy:\n  auth:\n    hmac_secret_key: [a]', 'relay.yaml:3  proxy.auth.hmac_secret_key is not a text.'],
  [
    'proxy:\n  timeout: 30',
    'relay.yaml:2  proxy.timeout 30 has no unit: the original takes it for nanoseconds. Write 30s for seconds.',
  ],
  [
    'upstream: {tenants: [{id: a, auth: {hmac_secret_key: a}}, {id: a, auth: {hmac_secret_key: b}}]}',
    'relay.yaml:1  upstream.tenants[1].id is that of another tenant.',
  ],
  [
    'upstream: {tenants: [{id: a, auth: {}}]}',
    'relay.yaml:1  upstream.tenants[0].auth has no key: whoever names this tenant could not be believed.',
  ],
  [
    'cluster:\n  join: [a]',
    'relay.yaml:1  cluster means nothing here: it is for several relays that are one, and here is one. Leave it out.',
  ],
  ['admin: {tls: {enabled: true, cert: a}}', 'relay.yaml:1  admin.tls.key is missing: TLS needs cert and key.'],
  ['dialect: strikt', 'relay.yaml:1  dialect is not one of strict, piko.'],
  ['proxy: [', 'relay.yaml:1  '],
])('a fault has its line: %s', async (text, fault) => {
  // prettier-ignore
  expect((await faultsIn(text)).join('\n')).toContain(fault)
})

test.each([
  [
    { 'proxy.auth.jwks.endpoint': 'http://i', 'proxy.auth.hmac-secret-key': 'a' },
    'proxy: load auth: no other verification key can be set when JWKS.Endpoint is set.',
  ],
  [
    { 'admin.auth.jwks.endpoint': 'ftp://i' },
    'admin: load auth: could not load JWKS configuration: unsupported scheme: ftp.',
  ],
  [
    { 'proxy.auth.rsa-public-key': 'x' },
    'proxy: load auth: parse rsa public key: invalid key: Key must be a PEM encoded PKCS1 or PKCS8 key.',
  ],
  [{ 'proxy.auth.rsa-public-key': ec }, 'proxy: load auth: parse rsa public key: key is not a valid RSA public key.'],
  [
    { 'upstream.auth.ecdsa-public-key': rsa },
    'upstream: load auth: parse ecdsa public key: key is not a valid ECDSA public key.',
  ],
])('as Piko, in its own words: %j', async (options, fault) => {
  // prettier-ignore
  expect(await faultsIn('', options)).toEqual([fault])
})

test('strict: a port without keys, a short secret and tenants are faults, all told at once, and an option by its name', async () => {
  const text = 'upstream:\n  tenants: [{id: a, auth: {hmac_secret_key: a}}]\n'
  expect(await faultsIn(text, { 'proxy.auth.hmac-secret-key': 'my-secret' }, 'strict')).toEqual([
    expect.stringMatching(/^--proxy\.auth\.hmac-secret-key has 9 bytes, .*HS256 needs 32/),
    expect.stringMatching(/^relay\.yaml:1 {2}upstream\.auth names no key: without one everybody comes through/),
    expect.stringMatching(/^relay\.yaml:2 {2}upstream\.tenants means nothing here/),
    expect.stringMatching(/^relay\.yaml:2 {2}upstream\.tenants\[0\]\.auth\.hmac_secret_key has 1 byte,/),
  ])
  const good = { 'proxy.auth.hmac-secret-key': SECRET_OF_32, 'upstream.auth.rsa-public-key': rsa }
  expect(await faultsIn('', good, 'strict')).toEqual([])
})

test('no fault shows a key', async () => {
  const pem = String(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })) // prettier-ignore
  for (const dialect of ['strict', 'piko'] as const) {
    const said = await faultsIn('', { 'proxy.auth.rsa-public-key': pem, 'proxy.auth.jwks.endpoint': 'http://u:secret@h/' }, dialect) // prettier-ignore
    expect(said.join()).not.toMatch(/secret@|MII/)
    expect(said.length).toBeGreaterThan(1)
  }
})

test('variables are put into the text, with what stands there without them', () => {
  const env = { A: 'a', EMPTY: '' }
  expect(expandVariables('$A ${A} ${B} ${B:b:c} ${EMPTY:e} $$', env)).toBe('a a  b:c e $$')
})

test('a key that is unknown is called by its own name, whatever options stand beside it', async () => {
  const faults = await faultsIn('prxy: {}\nproxy: {tmeout: 1s}\n', { 'proxy.timeout': '2s' })
  expect(faults).toEqual([
    'relay.yaml:1  "prxy" is unknown here: perhaps proxy was meant.',
    'relay.yaml:2  proxy: "tmeout" is unknown here: perhaps timeout was meant.',
  ])
})
