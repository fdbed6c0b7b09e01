import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { readConfig } from '#core/config/read-config'
import type { RequestContext } from '#core/trace/request-context'
import { createPeer, type Peer, type PeerAnswer } from '#core/http/peer'
import { readClientSecret } from '#core/files/service-folder'
import type { KeyRings } from '#core/rings/key-rings'
import { openOwnKeys } from '#core/rings/own-keys'
import { silent } from '#core/trace/recorder'
import { assertionSigner, createFactoryClient, type ClientProof, type FactoryClient } from './client.ts'
import { factorySettings } from './config.ts'
import { startFactory } from './start.ts'
import { decode } from './test-issuer.ts'

const context: RequestContext = {
  trace: { traceId: '0'.repeat(31) + '1', parentId: undefined, sampled: false },
  recorder: silent,
  deadline: Infinity,
}
const call = { context, spanId: '0000000000000001' }

/** The whole process over TLS, with real files: what its parts are tested without. */
let keysFolder: string
let factory: Awaited<ReturnType<typeof startFactory>>
let peer: Peer
let client: FactoryClient
let issuer: string
let rings: KeyRings
const logs: string[] = []

beforeAll(async () => {
  keysFolder = await mkdtemp(join(tmpdir(), 'factory-client-'))
  const env = { KEYS_FOLDER: keysFolder, FACTORY_PORT: '0', FACTORY_TLS_PORT: '0' }
  const config = readConfig(factorySettings, env)
  rings = await openOwnKeys(
    'servicea',
    { keysFolder, algorithm: 'ES256', selfSignedLifetimeSeconds: 10, leewaySeconds: 0 },
    systemClock,
  )
  factory = await startFactory({ config, clock: systemClock, logFormat: 'json', write: (line) => logs.push(line) })
  issuer = `https://localhost:${factory.tlsPort}`
  const ca = await readFile(join(keysFolder, 'tls', 'ca.pem'), 'utf8')
  const way = { host: '127.0.0.1', timeoutMilliseconds: 120_000, clock: systemClock }
  peer = createPeer({ name: 'jwt-factory', caller: 'test', url: new URL(issuer), setting: 'FACTORY_URL', ca, ...way })
  client = createFactoryClient(peer)
})
afterAll(async () => {
  await peer.close()
  await factory.close()
  await rm(keysFolder, { recursive: true, force: true })
})

const bySecret = async (clientId = 'servicea'): Promise<ClientProof> => ({
  clientId,
  secret: (await readClientSecret(keysFolder, clientId)) ?? '',
})
const byKey = (): ClientProof => ({
  clientId: 'servicea',
  assertion: assertionSigner('servicea', () => rings.active('servicea') ?? fail(), systemClock),
})
const fail = (): never => {
  throw new Error('there is no key')
}
const GRANT = { grant_type: 'client_credentials', scope: 'orders.read' }
const tokenOf = async (proof: ClientProof): Promise<string> => {
  const answer = await client.requestToken(GRANT, proof, call)
  return 'access_token' in answer ? answer.access_token : expect.fail(answer.error)
}

const document = (origin: string, changed = {}) => ({
  issuer: origin,
  token_endpoint: `${origin}/token`,
  jwks_uri: `${origin}/jwks`,
  introspection_endpoint: `${origin}/introspect`,
  revocation_endpoint: `${origin}/revoke`,
  ...changed,
})
const answering = (body: unknown): FactoryClient => {
  const answer: PeerAnswer = { status: 200, type: 'application/json', body, headers: {} }
  return createFactoryClient({ ...peer, call: async () => answer })
}

describe('the client against a running factory', () => {
  test('with port 0 the issuer is named after the port that it got; discovery finds it (RFC 8414 §3)', async () => {
    const metadata = await client.metadata(issuer, call)
    expect(metadata).toMatchObject({ issuer, token_endpoint: `${issuer}/token` })
    const named = await client.metadata(`${issuer}/issuers/far`, call)
    expect(named.jwks_uri).toBe(`${issuer}/issuers/far/jwks`)
  })

  test("a token by the service's own key: the assertion says what it is, and to whom (RFC 7523 §2.2)", async () => {
    const { assertion } = byKey() as { assertion: (issuer: string) => Promise<string> }
    const { header, claims } = decode(await assertion(issuer))
    expect(header['typ']).toBe('client-authentication+jwt')
    expect(claims).toMatchObject({ iss: 'servicea', sub: 'servicea', aud: issuer, jti: expect.any(String) })
    expect(Number(claims.exp) - Number(claims.iat)).toBeLessThanOrEqual(61)
    expect(decode(await tokenOf(byKey())).claims).toMatchObject({ iss: issuer, sub: 'servicea', scope: 'orders.read' })
  })

  test('a token by the shared secret, and one that has expired already', async () => {
    expect(decode(await tokenOf(await bySecret())).claims).toMatchObject({ client_id: 'servicea' })
    const answer = await client.requestToken(GRANT, await bySecret(), call, { expired: true })
    const { exp } = decode('access_token' in answer ? answer.access_token : '').claims
    expect(exp).toBeLessThan(systemClock.now() / 1000)
  })

  test('an issuer that was discovered is asked where its document says, for an assertion that names it', async () => {
    const metadata = await client.metadata(`${issuer}/issuers/far`, call)
    const answer = await client.requestToken(GRANT, byKey(), call, { metadata })
    expect(decode('access_token' in answer ? answer.access_token : '').claims.iss).toBe(`${issuer}/issuers/far`)
  })

  test('introspection and revocation', async () => {
    const token = await tokenOf(byKey())
    expect(await client.introspect(token, await bySecret('serviceb'), call)).toMatchObject({
      active: true,
      aud: 'serviceb',
    })
    expect(await client.revoke(token, await bySecret('serviceb'), call)).toMatchObject({ error: 'unauthorized_client' })
    expect(await client.revoke(token, byKey(), call)).toBeUndefined()
    expect(await client.introspect(token, await bySecret('serviceb'), call)).toEqual({ active: false })
  })

  test('a refusal is a value, with what the factory says', async () => {
    const answer = await client.requestToken({ ...GRANT, scope: 'all' }, await bySecret(), call)
    expect(answer).toEqual({ status: 400, error: 'invalid_scope', error_description: expect.any(String) })
    const wrong = { clientId: 'servicea', secret: 'guess' }
    expect(await client.requestToken(GRANT, wrong, call)).toMatchObject({ status: 401, error: 'invalid_client' })
    await expect(client.introspect('x', wrong, call)).rejects.toMatchObject({ type: 'peer-garbled' })
  })

  test('the key set, and 304 for whoever has it', async () => {
    const { status, body, headers } = await client.fetchKeySet(undefined, undefined, call)
    expect(status).toBe(200)
    expect(body).toHaveProperty('keys')
    expect(headers['cache-control']).toMatch(/max-age=\d+/)
    expect(await client.fetchKeySet(undefined, headers.etag, call)).toMatchObject({ status: 304 })
  })

  test('keys are prepared, renewed and revoked', async () => {
    const kidsOf = async () => {
      const { body } = await client.fetchKeySet('servicea', undefined, call)
      return (body as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)
    }
    const before = await kidsOf()
    await client.prepareKey('servicea', call)
    const prepared = (await kidsOf()).find((kid) => !before.includes(kid))
    const signedWith = async () => decode(await client.issueToken('servicea', {}, false, call)).header['kid']
    expect(await signedWith()).not.toBe(prepared)
    await client.renewKey('servicea', call)
    expect(await signedWith()).toBe(prepared)
    expect(await client.revokeKey('servicea', String(prepared), call)).toBe(true)
    expect(await client.revokeKey('servicea', 'unknown', call)).toBe(false)
    expect(await kidsOf()).not.toContain(prepared)
    expect(await signedWith()).not.toBe(prepared)
  })

  test('the start found nothing strange in the folders, and clients.json stands beside the keys', async () => {
    expect(await readdir(join(keysFolder, 'jwt-factory'))).toContain('clients.json')
    expect(logs.filter((line) => line.includes('left-alone'))).toEqual([])
    expect(rings.leftAlone).toEqual([])
  })
})

describe('discovery that lies (RFC 8414 §3.3)', () => {
  test.each(['https://evil.test', 'https://factory.test/', 'https://FACTORY.test', 'https://factory.test:443'])(
    'a document that says it is %s is not used: names are compared as text (§3.3, §4)',
    async (other) => {
      const lying = answering(document('https://factory.test', { issuer: other }))
      await expect(lying.metadata('https://factory.test', call)).rejects.toMatchObject({ type: 'peer-garbled' })
    },
  )

  test('a document that lacks something, or is none, is not used (§2)', async () => {
    for (const body of [
      {},
      [],
      'text',
      document(issuer, { token_endpoint: undefined }),
      document(issuer, { jwks_uri: 'x' }),
    ])
      await expect(answering(body).metadata(issuer, call)).rejects.toMatchObject({ type: 'peer-garbled' })
  })

  test('a token route at another address is not used: no secret goes there', async () => {
    const metadata = document(issuer, { token_endpoint: 'https://evil.test/token' })
    const request = client.requestToken(GRANT, await bySecret(), call, { metadata })
    await expect(request).rejects.toMatchObject({ type: 'peer-garbled' })
  })
})
