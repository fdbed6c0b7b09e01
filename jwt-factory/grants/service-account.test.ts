import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fixedKeys, loadKeySet } from '#core/keys/key-set'
import type { Environment } from '#core/config/setting'
import { decode, MAIN_URL, openTestIssuer, seconds, type TestIssuer } from '../test-issuer.ts'
import { GRANT } from './test-assertion-grant.ts'

// Service accounts, as the libraries of Google send them (google-auth-library, google-auth, x/oauth2/jwt): the assertion is all
// that is sent. It lives for an hour, is for the token endpoint, has no id, and mostly no subject; the scope stands in it.

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ACCOUNT = { audiences: ['serviceb'], scopes: ['orders.read', 'orders.write'], assertionAlone: true as const }

let factory: TestIssuer
const open = async (env: Environment = {}) => {
  const { keys } = await loadKeySet({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'key-1' }] })
  const account = { ...ACCOUNT, secret: undefined as never, keys: fixedKeys(keys) }
  return openTestIssuer({ env, clients: { account } })
}
beforeEach(async () => {
  factory = await open()
})
afterEach(() => factory.close())

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const signed = (header: object, claims: object, key: KeyObject = privateKey) => {
  const text = `${part(header)}.${part(claims)}`
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`
}
const claimsAt = (issuer: TestIssuer, further: object = {}) => {
  const iat = seconds(issuer)
  return { iss: 'account', scope: 'orders.read', aud: `${MAIN_URL}/token`, exp: iat + 3600, iat, ...further }
}
const bring = (assertion: string, further: Record<string, string> = {}) =>
  factory.post('/token', { grant_type: GRANT, assertion, ...further })

/** Header, and what of the claims differs. */
const AS_SENT: [library: string, header: object, claims: { back?: number; sub?: string; aud?: unknown }][] = [
  ['google-auth-library for Node', { alg: 'RS256' }, {}],
  ['google-auth for Python', { typ: 'JWT', alg: 'RS256', kid: 'key-1' }, {}],
  ['x/oauth2/jwt for Go, which dates ten seconds back', { alg: 'RS256', typ: 'JWT', kid: 'key-1' }, { back: 10 }],
  ['one that names itself', { alg: 'RS256', typ: 'JWT', kid: 'key-1' }, { sub: 'account' }],
  ['one for the issuer', { alg: 'RS256' }, { aud: MAIN_URL }],
  ['one for several', { alg: 'RS256' }, { aud: ['https://oauth2.googleapis.com/token', `${MAIN_URL}/token`] }],
]

describe('a service account', () => {
  test.each(AS_SENT)('%s gets what its assertion asks for', async (_library, header, claims) => {
    const { back = 0, ...further } = claims
    const now = seconds(factory) - back
    const { body } = await bring(signed(header, claimsAt(factory, { iat: now, exp: now + 3600, ...further }))).expect(
      200,
    )
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 - back, scope: 'orders.read' })
    expect(decode(body.access_token).claims).toMatchObject({ sub: 'account', client_id: 'account', aud: 'serviceb' })
  })

  test('may bring it again while it lives, unless it has an id', async () => {
    const [nameless, named] = [{}, { jti: 'once' }].map((more) => signed({ alg: 'RS256' }, claimsAt(factory, more)))
    for (let time = 0; time < 2; time++) await bring(nameless ?? '').expect(200)
    await bring(named ?? '').expect(200)
    expect((await bring(named ?? '').expect(400)).body.error_description).toMatch(/used before/)
    factory.clock.advance({ seconds: 3600 })
    expect((await bring(nameless ?? '').expect(400)).body.error).toBe('invalid_grant')
  })

  test('asks for the scope of its assertion, or for less of it by the parameter, and for no more than it may have', async () => {
    const both = signed({ alg: 'RS256' }, claimsAt(factory, { scope: 'orders.read orders.write' }))
    expect((await bring(both).expect(200)).body.scope).toBe('orders.read orders.write')
    expect((await bring(both, { scope: 'orders.write' }).expect(200)).body.scope).toBe('orders.write')
    const none = signed({ alg: 'RS256' }, claimsAt(factory, { scope: undefined }))
    expect((await bring(none).expect(200)).body).not.toHaveProperty('scope')
    for (const [scope, error] of [
      ['orders.delete', 'invalid_scope'],
      ['orders.read  orders.write', 'invalid_grant'],
      ['', undefined],
    ]) {
      const { body } = await bring(signed({ alg: 'RS256' }, claimsAt(factory, { scope })))
      expect([scope, body.error]).toEqual([scope, error])
    }
  })

  test.each<[object, RegExp]>([
    [{ sub: 'alice@example.com' }, /the claim sub must be account$/],
    [{ sub: '' }, /claim sub/],
    [{ sub: 7 }, /claim sub/],
    [{ aud: 'https://oauth2.googleapis.com/token' }, /the claim aud must be https:\/\/factory\.test or .*\/token$/],
    [{ exp: undefined }, /claim exp/],
    [{ exp: 4e9 }, /3600 s or less/],
  ])('is told what is wrong: %j', async (further, why) => {
    const { body } = await bring(signed({ alg: 'RS256' }, claimsAt(factory, further))).expect(400)
    expect(body).toMatchObject({ error: 'invalid_grant', error_description: expect.stringMatching(why) })
  })

  test('is nobody without its key', async () => {
    const another = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const { body } = await bring(signed({ alg: 'RS256' }, claimsAt(factory), another)).expect(401)
    expect(body.error).toBe('invalid_client')
  })

  test('beside a secret its assertion is a grant like any other, and read as strictly', async () => {
    await factory.close()
    const { keys } = await loadKeySet({ keys: [publicKey.export({ format: 'jwk' })] })
    factory = await openTestIssuer({ clients: { account: { ...ACCOUNT, keys: fixedKeys(keys) } } })
    const assertion = signed({ alg: 'RS256' }, claimsAt(factory))
    await bring(assertion).expect(200)
    const strict = signed(
      { alg: 'RS256' },
      claimsAt(factory, { sub: 'account', aud: MAIN_URL, jti: 'a', exp: seconds(factory) + 60 }),
    )
    const { body } = await factory.post('/token', { grant_type: GRANT, assertion: strict }, 'account').expect(200)
    expect(body).not.toHaveProperty('scope')
    expect((await factory.post('/token', { grant_type: GRANT, assertion }, 'account').expect(400)).body.error).toBe(
      'invalid_grant',
    )
  })

  test.each<[Environment, object, RegExp]>([
    [{ CLIENT_ASSERTION_AUDIENCE: 'issuer' }, {}, /claim aud must be https:\/\/factory\.test$/],
    [{ CLIENT_ASSERTION_JTI: 'required' }, {}, /claim jti must be there/],
  ])('with %j it is read as every proof of a client', async (env, further, why) => {
    await factory.close()
    factory = await open(env)
    const { body } = await bring(signed({ alg: 'RS256' }, claimsAt(factory, further))).expect(400)
    expect(body.error_description).toMatch(why)
    await bring(signed({ alg: 'RS256' }, claimsAt(factory, { aud: MAIN_URL, jti: 'a' }))).expect(200)
  })
})

describe('with OPEN=1', () => {
  beforeEach(async () => {
    await factory.close()
    factory = await open({ OPEN: '1' })
  })

  test('one that is registered is judged as ever, and may then ask for anything', async () => {
    const { body } = await bring(signed({ alg: 'RS256' }, claimsAt(factory, { scope: 'any' })), {
      audience: 'urn:api',
    }).expect(200)
    expect(decode(body.access_token).claims).toMatchObject({ sub: 'account', scope: 'any', aud: 'urn:api' })
    const another = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    await bring(signed({ alg: 'RS256' }, claimsAt(factory), another)).expect(401)
  })

  test('one that nobody has registered gets what its assertion asks for, for whom it says', async () => {
    const stranger = {
      iss: 'me@example.iam.gserviceaccount.com',
      aud: 'https://oauth2.googleapis.com/token',
      scope: 'a b',
    }
    const claimsOf = async (further: object) =>
      decode(
        (await bring(signed({ alg: 'RS256' }, { ...claimsAt(factory), ...stranger, ...further })).expect(200)).body
          .access_token,
      ).claims
    expect(await claimsOf({})).toMatchObject({ sub: stranger.iss, client_id: stranger.iss, scope: 'a b' })
    expect(await claimsOf({ sub: 'alice@example.com' })).toMatchObject({
      sub: 'alice@example.com',
      client_id: stranger.iss,
    })
  })

  test.each([{ sub: '' }, { sub: 'a\u0000b' }, { scope: 'a  b' }])(
    'one that nobody has registered gets no token that no verifier takes: %j',
    async (further) => {
      const claims = { ...claimsAt(factory), iss: 'me', ...further }
      expect((await bring(signed({ alg: 'RS256' }, claims)).expect(400)).body.error).toBe('invalid_grant')
    },
  )

  test('what is presented beside another name is judged as ever', async () => {
    const assertion = signed({ alg: 'RS256' }, claimsAt(factory))
    expect((await bring(assertion, { client_id: 'me' }).expect(400)).body.error).toBe('invalid_grant')
    expect((await bring('garbage', { client_id: 'me' }).expect(400)).body.error).toBe('invalid_grant')
    const form = { token: 'none', grant_type: GRANT, assertion, client_id: 'account' }
    await factory.post('/introspect', form).expect(200)
  })
})
