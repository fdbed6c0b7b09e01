import { calculateJwkThumbprint, exportJWK } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixedKeys } from '#core/keys/key-set'
import { generateSigningKey, type SigningKey } from '#core/keys/signing-key'
import { signToken } from '#core/token/sign'
import { GRANT } from '../jwt-factory/grants/test-assertion-grant.ts'
import { assertionForm, MAIN_URL, openTestIssuer, seconds, type TestIssuer } from '../jwt-factory/test-issuer.ts'
import { keyAddress } from './support/publisher.ts'

// A service may publish a key at the registry, and be a client with the same name and key. Both kinds of JWT are of the type JWT, as
// the programs of the field send them, and for the same address. Whoever finds one must not use it as the other (RFC 8725 §3.11, §3.12).

let factory: TestIssuer
let key: SigningKey
let document: object
beforeAll(async () => {
  const made = await generateSigningKey('ES256', 0)
  const jwk = await exportJWK(made.verification.publicKey as CryptoKey)
  const kid = await calculateJwkThumbprint(jwk)
  key = { ...made, kid, verification: { ...made.verification, kid } }
  document = { ...jwk, kid, alg: 'ES256', use: 'sig' }
  const both = { secret: undefined as never, keys: fixedKeys([key.verification]), audiences: ['serviceb'] }
  const clients = { orders: { ...both, scopes: ['orders.read'], assertionAlone: true as const } }
  factory = await openTestIssuer({ clients })
})
afterAll(() => factory.close())

let made = 0
const sign = (claims: object, type?: string) => {
  const now = seconds(factory)
  const usual = { iss: 'orders', aud: MAIN_URL, iat: now, nbf: now - 60, exp: now + 300, jti: `id-${made++}` }
  return signToken({ ...usual, ...claims }, key, type as 'JWT')
}

/** Each use that a signed text may have here. */
const USES: Record<string, (text: string) => PromiseLike<{ status: number; text: string }>> = {
  'publishes a key': (text) =>
    factory.http.put(keyAddress('orders', key.kid)).auth(text, { type: 'bearer' }).send(document),
  'is a grant alone': (text) => factory.post('/token', { grant_type: GRANT, assertion: text }),
  'is a grant alone, of that client': (text) =>
    factory.post('/token', { grant_type: GRANT, assertion: text, client_id: 'orders' }),
  'proves the client': (text) =>
    factory.post('/token', { grant_type: 'client_credentials', client_id: 'orders', ...assertionForm(text) }),
}
const usesOf = async (claims: object, type?: string) => {
  const uses = []
  for (const [use, send] of Object.entries(USES))
    if ((await send(await sign(claims, type))).status === 200) uses.push(use)
  return uses
}

const ALONE = ['is a grant alone', 'is a grant alone, of that client']

describe('a JWT of one who is a publisher and a client', () => {
  test.each(['JWT', undefined])(
    'of the type %s, as jwtproxy makes it, publishes a key and nothing else',
    async (type) => {
      expect(await usesOf({}, type)).toEqual(['publishes a key'])
      expect(await usesOf({ aud: [MAIN_URL, 'http://other.test'] }, type)).toEqual(['publishes a key'])
    },
  )

  test.each(['JWT', undefined])('of the type %s that names its subject is for the token route alone', async (type) => {
    expect(await usesOf({ sub: 'orders' }, type)).toEqual([...ALONE, 'proves the client'])
    expect(await usesOf({ sub: 'orders', scope: 'orders.read' }, type)).toEqual([...ALONE, 'proves the client'])
  })

  test.each(['JWT', undefined])(
    'of the type %s that asks for a scope, as service accounts do, is a grant alone',
    async (type) => {
      expect(await usesOf({ scope: 'orders.read' }, type)).toEqual(ALONE)
      expect(await usesOf({ scope: '' }, type)).not.toContain('publishes a key')
      expect(await usesOf({ scope: 'orders.read', jti: undefined, nbf: undefined }, type)).toEqual(ALONE)
    },
  )

  test.each(['authorization-grant+jwt', 'client-authentication+jwt'])(
    'of the type %s publishes no key',
    async (type) => {
      expect(await usesOf({}, type)).toEqual([])
      expect(await usesOf({ sub: 'orders' }, type)).not.toContain('publishes a key')
    },
  )

  test('is told what to do', async () => {
    const { 'publishes a key': publish, 'is a grant alone': bring } = USES
    expect((await publish?.(await sign({ sub: 'orders' })))?.text).toContain('the claim sub must be left out')
    expect((await publish?.(await sign({ scope: 'x' })))?.text).toContain('the claim scope must be left out')
    expect((await bring?.(await sign({})))?.text).toContain('the claim sub must be there')
  })
})
