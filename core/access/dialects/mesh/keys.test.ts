import { Buffer } from 'node:buffer'
import { createHmac, generateKeyPairSync, sign, type KeyObject, type SigningOptions } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { loadMeshKeys } from '../../load-mesh-keys.ts'
import { goodClaims, OWN_JWK, SIDECAR_NOW, STRANGER_JWK, signed, withClaims } from '../dialect.fixture.ts'
import { askedWith, bearer, jwtRule, openMesh, OWN_KEYS, saidOf, STRANGER_KEYS } from './mesh.fixture.ts'

const coded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const textOf = (header: object) => `${coded(header)}.${coded(goodClaims())}`

function signedBy(
  key: KeyObject,
  header: { alg: string; kid?: string },
  digest: string | null,
  more: SigningOptions = {},
) {
  const text = textOf(header)
  const options = { key, dsaEncoding: 'ieee-p1363', ...more } as const
  return `${text}.${sign(digest, Buffer.from(text), options).toString('base64url')}`
}

const says = async (jwks: object[], token: string) => {
  const { keys } = await loadMeshKeys({ keys: jwks })
  return saidOf(await openMesh([jwtRule()], () => keys).decide(askedWith(bearer(token))))
}

const GOOD = [200, 'jwtproxy']
const NO_KEY = [401, "Jwks doesn't have key to match kid or alg from Jwt"]
const FAILS = [401, 'Jwt verification fails']
const NO_VALID = [401, "Jwks doesn't have any valid public key"]

describe('each algorithm of the mesh', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const rsaJwk = rsa.publicKey.export({ format: 'jwk' })
  const pss = { padding: 6, saltLength: -1 } // constants RSA_PKCS1_PSS_PADDING, RSA_PSS_SALTLEN_DIGEST

  test.each([
    ['RS256', 'sha256', {}],
    ['RS384', 'sha384', {}],
    ['RS512', 'sha512', {}],
    ['PS256', 'sha256', pss],
    ['PS384', 'sha384', pss],
    ['PS512', 'sha512', pss],
  ] as const)('%s', async (alg, digest, options) => {
    const token = signedBy(rsa.privateKey, { alg }, digest, options)
    expect(await says([rsaJwk], token)).toEqual(GOOD)
    expect(await says([{ ...rsaJwk, alg }], token)).toEqual(GOOD)
    expect(await says([OWN_JWK], token)).toEqual(FAILS)
    expect(await says([{ ...rsaJwk, alg: alg === 'RS256' ? 'PS256' : 'RS256' }], token)).toEqual(NO_KEY)
  })

  test.each([
    ['ES256', 'P-256', 'sha256'],
    ['ES384', 'P-384', 'sha384'],
    ['ES512', 'P-521', 'sha512'],
  ])('%s', async (alg, namedCurve, digest) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
    const jwk = publicKey.export({ format: 'jwk' })
    const token = signedBy(privateKey, { alg }, digest)
    expect(await says([jwk], token)).toEqual(GOOD)
    expect(await says([{ ...jwk, alg }], token)).toEqual(GOOD)
    expect(await says([OWN_JWK], token)).toEqual(FAILS)
    expect(await says([jwk], token.slice(0, -4))).toEqual(FAILS)
    const otherDigest = signedBy(privateKey, { alg: alg === 'ES256' ? 'ES384' : 'ES256' }, digest)
    expect(await says([jwk], otherDigest)).toEqual(FAILS)
  })

  test('EdDSA', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const jwk = publicKey.export({ format: 'jwk' })
    const token = signedBy(privateKey, { alg: 'EdDSA' }, null)
    expect(await says([jwk], token)).toEqual(GOOD)
    expect(await says([jwk], token.slice(0, -4))).toEqual([401, 'Jwt ED25519 signature is wrong length'])
    expect(await says([{ ...jwk, alg: 'Ed25519' }], token)).toEqual(NO_KEY)
  })

  test('HMAC has no key, whether it is the public one or stands in the set', async () => {
    const k = Buffer.from('a'.repeat(32))
    const text = textOf({ alg: 'HS256' })
    const token = `${text}.${createHmac('sha256', k).update(text).digest('base64url')}`
    const oct = { kty: 'oct', k: k.toString('base64url'), alg: 'HS256' }
    expect(await says([oct], token)).toEqual(NO_VALID)
    expect(await says([oct, { ...OWN_JWK, alg: 'RS256' }], token)).toEqual(NO_KEY)
    expect(await says([OWN_JWK], token)).toEqual(FAILS)
  })
})

const own = (kid?: string, more = {}) => ({ ...OWN_JWK, ...(kid !== undefined && { kid }), ...more })
const other = (kid: string) => ({
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }),
  kid,
})
const tokenWith = (kid?: string) => signed({ alg: 'RS256', kid })

describe('which keys are tried', () => {
  test.each([
    ['the kid of the token', [own('a')], 'a', GOOD],
    ['another one', [own('b')], 'a', NO_KEY],
    ['no kid in the key', [own()], 'a', GOOD],
    ['no kid in the token', [own('b')], undefined, GOOD],
    ['an empty kid in the token', [own('b')], '', GOOD],
    ['each without a kid', [other('x'), own('b')], undefined, GOOD],
    ['each of the same kid', [other('a'), own('a')], 'a', GOOD],
    ['none of another kid', [other('a'), own('b')], 'a', FAILS],
    ['the kid in another case', [own('A')], 'a', NO_KEY],
    ['a key of another algorithm', [own('a', { alg: 'RS512' })], 'a', NO_KEY],
    ['a key for encryption', [own('a', { use: 'enc' })], 'a', NO_VALID],
    ['a key that has ended', [own('a', { exp: SIDECAR_NOW })], 'a', FAILS],
    ['a key that has not', [own('a', { exp: SIDECAR_NOW + 1 })], 'a', GOOD],
    ['no key', [], 'a', NO_VALID],
  ])('%s', async (_what, jwks, kid, said) => {
    expect(await says(jwks, tokenWith(kid))).toEqual(said)
  })

  test('no more than sixteen: each costs a verification', async () => {
    const strange = other('x')
    const set = (before: number) => [...Array.from({ length: before }, () => strange), own('b')]
    expect(await says(set(15), tokenWith())).toEqual(GOOD)
    expect(await says(set(16), tokenWith())).toEqual(FAILS)
    expect(await says(set(16), tokenWith('b'))).toEqual(GOOD)
  })
})

const outcomes = (trace: { checks(): { check: string; cached?: true; outcome: string }[] }) =>
  trace.checks().find(({ check }) => check === 'signature')

describe('a token that comes again', () => {
  const token = withClaims({ exp: SIDECAR_NOW + 100 })

  test('costs no signature, for as long as it is not over', async () => {
    const { traced, clock } = openMesh()
    expect(outcomes((await traced(askedWith(bearer(token)))).trace)).not.toHaveProperty('cached')
    expect(outcomes((await traced(askedWith(bearer(token)))).trace)).toMatchObject({ cached: true })
    clock.advance({ seconds: 161 })
    const { decision, trace } = await traced(askedWith(bearer(token)))
    expect(saidOf(decision)).toEqual([401, 'Jwt is expired'])
    expect(outcomes(trace)).toMatchObject({ outcome: 'skipped' })
  })

  test('is not believed when the clock goes back before nbf', async () => {
    const { decide, clock } = openMesh()
    await decide(askedWith(bearer(token)))
    clock.set((SIDECAR_NOW - 60 - 61) * 1000)
    expect(saidOf(await decide(askedWith(bearer(token))))).toEqual([401, 'Jwt not yet valid'])
  })

  test('is not believed when its key has gone, nor for another rule', async () => {
    let keys = OWN_KEYS
    const { decide, access } = openMesh([jwtRule()], () => keys)
    expect(saidOf(await decide(askedWith(bearer(token))))).toEqual(GOOD)
    keys = STRANGER_KEYS
    expect(saidOf(await decide(askedWith(bearer(token))))).toEqual(NO_KEY)
    keys = { kind: 'away' }
    expect((await decide(askedWith(bearer(token)))).kind).toBe('undecided')
    keys = OWN_KEYS
    expect(saidOf(await decide(askedWith(bearer(token))))).toEqual(GOOD)
    access.replace([jwtRule({ audiences: ['somebody'] })])
    expect(saidOf(await decide(askedWith(bearer(token))))).toEqual([403, 'Audiences in Jwt are not allowed'])
    access.replace([jwtRule({ issuer: 'another' })])
    expect(saidOf(await decide(askedWith(bearer(token))))).toEqual([401, 'Jwt issuer is not configured'])
  })

  test('is not believed when another key has taken the id of its own', async () => {
    let keys = OWN_KEYS
    const { decide } = openMesh([jwtRule()], () => keys)
    expect(saidOf(await decide(askedWith(bearer(token))))).toEqual(GOOD)
    keys = (await loadMeshKeys({ keys: [{ ...STRANGER_JWK, kid: 'mykey' }] })).keys
    expect(saidOf(await decide(askedWith(bearer(token))))).toEqual(FAILS)
  })

  test('says the same to the service', async () => {
    const { decide } = openMesh([
      jwtRule({ outputPayloadToHeader: 'x', outputClaimToHeaders: [{ header: 'y', claim: 'aud' }] }),
    ])
    const [first, again] = [await decide(askedWith(bearer(token))), await decide(askedWith(bearer(token)))]
    expect(again).toEqual(first)
  })
})

test('other rules hold from the next request on, and the one that is looked at keeps its own', async () => {
  const { access, decide } = openMesh([jwtRule({ outputPayloadToHeader: 'x-old' })])
  const before = decide(askedWith(bearer(signed())))
  access.replace([jwtRule({ outputPayloadToHeader: 'x-new' })])
  const after = await decide(askedWith(bearer(signed())))
  expect(await before).toMatchObject({ changes: { headers: { remove: ['x-old', 'authorization'] } } })
  expect(after).toMatchObject({ changes: { headers: { remove: ['x-new', 'authorization'] } } })
})
