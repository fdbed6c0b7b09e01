import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readClientSecret } from '#core/files/service-folder'
import { decodeUnverified } from '#core/token/decode-unverified'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { openTrusting, readServiceKey, type Trusting } from './support/trusting.ts'

// Proof with clients that we did not write: openid-client against the running factory, over TLS.

let sandbox: TestSandbox
let trusting: Trusting
beforeAll(async () => {
  sandbox = await openTestSandbox()
  trusting = await openTrusting(sandbox.keysFolder)
})
afterAll(async () => {
  await trusting.close()
  await sandbox.close()
})

const urlOf = (path: string) => `https://localhost:${sandbox.factory.tlsPort}${path}`
const secretOf = async (id: string) => (await readClientSecret(sandbox.keysFolder, id)) ?? expect.fail('no secret')

type Form = 'oidc' | 'oauth2'
type Proof = (id: string) => client.ClientAuth | Promise<client.ClientAuth>

const bySecret: Proof = async (id) => client.ClientSecretBasic(await secretOf(id))
const PROOFS: Record<string, Proof> = {
  client_secret_basic: bySecret,
  client_secret_post: async (id) => client.ClientSecretPost(await secretOf(id)),
  private_key_jwt: async (id) => client.PrivateKeyJwt(await readServiceKey(sandbox.keysFolder, id)),
}

const discover = async (path: string, id: string, prove: Proof = bySecret, form: Form = 'oauth2') =>
  client.discovery(new URL(urlOf(path)), id, undefined, await prove(id), {
    algorithm: form,
    [client.customFetch]: trusting.fetch,
  })

const grant = async (config: client.Configuration, parameters: Record<string, string> = {}) =>
  (await client.clientCredentialsGrant(config, parameters)).access_token

const decode = (token: string) => decodeUnverified(token) ?? expect.fail('no token')

describe.each([
  ['the main issuer', ''],
  ['a named issuer', '/issuers/near'],
])('openid-client and %s', (_name, path) => {
  test.each<Form>(['oidc', 'oauth2'])('finds it by discovery in the form of %s', async (form) => {
    const metadata = (await discover(path, 'servicea', bySecret, form)).serverMetadata()
    expect(metadata).toMatchObject({ issuer: urlOf(path), token_endpoint: urlOf(`${path}/token`) })
    expect(metadata.token_endpoint_auth_methods_supported?.toSorted()).toEqual(Object.keys(PROOFS).toSorted())
    expect(metadata.supportsPKCE(), 'nobody logs in here').toBe(false)
  })

  test.each(Object.entries(PROOFS))('gets a token by client credentials with %s', async (_method, prove) => {
    const config = await discover(path, 'servicea', prove)
    const answer = await client.clientCredentialsGrant(config, { scope: 'orders.read', audience: 'serviceb' })
    expect(answer).toMatchObject({ token_type: 'bearer', expires_in: 3600, scope: 'orders.read' })
    expect(decode(answer.access_token)).toMatchObject({
      header: { typ: 'at+jwt' },
      claims: { iss: urlOf(path), sub: 'servicea', aud: 'serviceb', client_id: 'servicea', scope: 'orders.read' },
    })
  })

  test('exchanges the token that B was called with for one towards C, which says who acts', async () => {
    const subject = await grant(await discover(path, 'servicea'), { scope: 'orders.read' })
    const answer = await client.genericGrantRequest(
      await discover(path, 'serviceb', PROOFS['private_key_jwt']),
      'urn:ietf:params:oauth:grant-type:token-exchange',
      { subject_token: subject, subject_token_type: ACCESS_TOKEN, audience: 'servicec', scope: 'orders.read' },
    )
    expect(answer).toMatchObject({ issued_token_type: ACCESS_TOKEN, scope: 'orders.read' })
    expect(decode(answer.access_token).claims).toMatchObject({
      sub: 'servicea',
      aud: 'servicec',
      act: { sub: 'serviceb' },
    })
  })

  test.each(Object.entries(PROOFS))('introspects and revokes with %s', async (_method, prove) => {
    const [a, b] = await Promise.all([discover(path, 'servicea', prove), discover(path, 'serviceb', prove)])
    const token = await grant(a)
    expect(await client.tokenIntrospection(b, token)).toMatchObject({
      active: true,
      sub: 'servicea',
      token_type: 'Bearer',
    })
    await client.tokenRevocation(a, token)
    expect(await client.tokenIntrospection(b, token)).toEqual({ active: false })
  })

  test('understands each refusal: who it is, what it may, whom it may call, and whose token it is', async () => {
    for (const prove of STRANGERS) {
      const stranger = await discover(path, 'servicea', prove)
      await expect(grant(stranger)).rejects.toMatchObject({ error: 'invalid_client', status: 401 })
      await expect(client.tokenIntrospection(stranger, 'x')).rejects.toMatchObject({ error: 'invalid_client' })
      await expect(client.tokenRevocation(stranger, 'x')).rejects.toMatchObject({ error: 'invalid_client' })
    }
    // After a try with the header a challenge is required (RFC 6749 §5.2), and the library reports it: it names the error.
    const byHeader = await discover(path, 'servicea', () => client.ClientSecretBasic('a guess of sixteen'))
    const parameters = { error: 'invalid_client', error_description: expect.stringContaining('client_secret') }
    await expect(grant(byHeader)).rejects.toMatchObject({ status: 401, cause: [{ scheme: 'basic', parameters }] })
    const thrown: unknown = await grant(byHeader).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(client.WWWAuthenticateChallengeError) // docs/issuer.md says how to read it
    const [a, b] = await Promise.all([discover(path, 'servicea'), discover(path, 'serviceb')])
    await expect(grant(a, { scope: 'everything' })).rejects.toMatchObject({ error: 'invalid_scope', status: 400 })
    await expect(grant(a, { audience: 'servicec' })).rejects.toMatchObject({ error: 'invalid_target', status: 400 })
    const token = await grant(a)
    await expect(client.tokenRevocation(b, token)).rejects.toMatchObject({ error: 'unauthorized_client' })
  })
})

/** Who has no secret and no key of the client. */
const STRANGERS: Proof[] = [
  () => client.ClientSecretPost('a guess of sixteen'),
  async () => client.PrivateKeyJwt((await crypto.subtle.generateKey(ECDSA, false, ['sign', 'verify'])).privateKey),
]
const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' }

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

test('an assertion made for one issuer proves nothing to another, and none is good twice', async () => {
  const config = await discover('', 'servicea', PROOFS['private_key_jwt'])
  let held = ''
  config[client.customFetch] = async (_url, { body }) => {
    held = String(body)
    throw new Error('held back')
  }
  await expect(grant(config)).rejects.toThrow()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const send = (path: string) => sandbox.post('jwt-factory', path, { headers, body: held })
  const refused = { status: 401, body: { error: 'invalid_client' } }
  expect(await send('/issuers/near/token')).toMatchObject(refused)
  expect(await send('/token')).toMatchObject({ status: 200 })
  expect(await send('/token')).toMatchObject(refused)
})

test('who was not given the sandbox CA gets nowhere', async () => {
  const config = client.discovery(new URL(urlOf('')), 'servicea', undefined, client.ClientSecretPost('any'))
  await expect(config).rejects.toMatchObject({ cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } })
})
