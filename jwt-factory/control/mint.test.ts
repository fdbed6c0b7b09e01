import { createSecretKey, generateKeyPairSync } from 'node:crypto'
import { compactVerify, createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MAIN_URL, openTestIssuer, seconds, type TestIssuer } from '../test-issuer.ts'
import { SIGNING_ALGORITHMS } from './sign-anything.ts'

let factory: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer()
})
afterAll(() => factory.close())

async function mint(order: object = {}): Promise<string> {
  const answer = await factory.http.post('/control/mint').send(order)
  expect(answer.status, answer.text).toBe(200)
  expect([answer.type, answer.headers['cache-control']]).toEqual(['application/jwt', 'no-store'])
  return answer.text.replace(/\n$/, '')
}

const keysAt = async (path: string) => createLocalJWKSet((await factory.http.get(path)).body)
const verified = async (token: string, path = '/jwks') =>
  jwtVerify(token, await keysAt(path), { currentDate: new Date(factory.clock.now()) })

test('what is not said is as in a good access token of the main issuer', async () => {
  const { payload, protectedHeader } = await verified(await mint())
  const now = seconds(factory)
  expect(payload).toEqual({
    iss: MAIN_URL,
    sub: 'servicea',
    aud: 'serviceb',
    client_id: 'servicea',
    iat: now,
    exp: now + 3600,
    jti: expect.any(String),
  })
  expect(protectedHeader).toEqual({ alg: 'ES256', kid: expect.any(String), typ: 'at+jwt' })
})

describe('claims and header', () => {
  test('are laid over those of a good one, and left out', async () => {
    const claims = { aud: ['x', 'y'], exp: 'never', iat: null, nested: { any: [1] } }
    const token = await mint({
      claims,
      without: ['jti', 'sub'],
      header: { crit: ['b64'], typ: 'JWT' },
      withoutHeader: ['kid'],
    })
    expect(decodeJwt(token)).toMatchObject({ ...claims, iss: MAIN_URL })
    expect(decodeJwt(token)).not.toHaveProperty('jti')
    expect(decodeJwt(token)).not.toHaveProperty('sub')
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'JWT', crit: ['b64'] })
  })

  test('null: no claims at all', async () => expect(decodeJwt(await mint({ claims: null }))).toEqual({}))

  test('the header may lie about the signature, which is that of the key all the same', async () => {
    const token = await mint({ header: { alg: 'none' } })
    expect(decodeProtectedHeader(token).alg).toBe('none')
    expect(token.split('.')[2]).not.toBe('')
  })

  test.each<[number | string, number]>([
    ['10m', 600],
    [90, 90],
    ['-1h', -3600],
    ['2 days', 172_800],
  ])('a lifetime of %j', async (lifetime, wanted) => {
    const { exp = 0, iat = 0 } = decodeJwt(await mint({ lifetime }))
    expect(exp - seconds(factory)).toBe(wanted)
    expect(iat).toBeLessThanOrEqual(exp)
  })
})

describe('who signs', () => {
  test('a ring: a token as those of /issueToken', async () => {
    const { payload, protectedHeader } = await verified(
      await mint({ signedBy: { ring: 'servicea' } }),
      '/keys/servicea/jwks',
    )
    expect(payload).toMatchObject({ sub: 'servicea', iss: factory.config.issuer })
    expect(payload).not.toHaveProperty('client_id')
    expect(protectedHeader.typ).toBe('JWT')
  })

  test('a named issuer', async () => {
    const { payload } = await verified(await mint({ signedBy: { issuer: 'far' } }), '/issuers/far/jwks')
    expect(payload.iss).toBe(`${MAIN_URL}/issuers/far`)
  })

  test('a stranger says that it is the issuer, and nobody believes it', async () => {
    const token = await mint({ signedBy: 'stranger' })
    expect(decodeProtectedHeader(token).kid).toBe(decodeProtectedHeader(await mint()).kid)
    await expect(verified(token)).rejects.toThrow(/signature verification failed/)
  })

  test('nobody: alg none, and no signature', async () => {
    const token = await mint({ signedBy: 'nobody' })
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.$/)
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'none', typ: 'at+jwt' })
  })

  test.each(SIGNING_ALGORITHMS)('a key of somebody, by %s', async (alg) => {
    const secret = 'a secret that is long enough for SHA-512, which takes sixty-four bytes'
    if (alg.startsWith('HS')) {
      const { protectedHeader } = await compactVerify(
        await mint({ signedBy: { secret, alg } }),
        createSecretKey(Buffer.from(secret)),
      )
      return expect(protectedHeader.alg).toBe(alg)
    }
    const { privateKey, publicKey } = pairFor(alg)
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
    const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'mine' }
    for (const signedBy of [
      { pem, alg },
      { jwk, alg },
    ]) {
      const { protectedHeader } = await compactVerify(await mint({ signedBy }), publicKey)
      expect(protectedHeader).toMatchObject({
        alg,
        kid: 'jwk' in signedBy ? 'mine' : expect.not.stringMatching('mine'),
      })
    }
  })

  test("a public key's PEM as a shared secret: the oldest confusion", async () => {
    const secret = String((await factory.http.get('/keys')).body.pem ?? 'a PEM')
    const token = await mint({ signedBy: { secret, alg: 'HS256' } })
    expect(decodeProtectedHeader(token).alg).toBe('HS256')
    await expect(compactVerify(token, createSecretKey(Buffer.from(secret)))).resolves.toBeDefined()
    await expect(verified(token)).rejects.toThrow()
  })
})

/** For all algorithms with RSA: to make one takes as long as all else. */
const RSA_PAIR = generateKeyPairSync('rsa', { modulusLength: 2048 })

function pairFor(alg: string) {
  if (alg.startsWith('E') && !alg.startsWith('ES')) return generateKeyPairSync('ed25519')
  if (alg.startsWith('ES'))
    return generateKeyPairSync('ec', { namedCurve: { ES256: 'P-256', ES384: 'P-384' }[alg] ?? 'P-521' })
  return RSA_PAIR
}

test('segments stand there as they are written', async () => {
  const parts = { header: 'not base64 ', payload: '', signature: '====' }
  expect(await mint({ segments: parts })).toBe('not base64 ..====')
  const [, payload, signature] = (await mint({ segments: { header: 'eyJ' } })).split('.')
  expect([payload?.length, signature?.length].every((length = 0) => length > 50)).toBe(true)
})

const verdictOn = async (order: object) => {
  const token = await mint({ signedBy: { ring: 'servicea' }, ...order })
  return (await factory.http.post('/verify/servicea').send({ token, aud: 'serviceb', sub: 'servicea' })).body
}

test('the factory judges what it has minted as it judges any token', async () => {
  expect(await verdictOn({})).toMatchObject({ valid: true })
  expect(await verdictOn({ lifetime: '-1m' })).toMatchObject({ valid: false, reason: 'expired' })
  expect(await verdictOn({ without: ['exp'] })).toMatchObject({ valid: false, reason: 'missing-claim' })
  expect(await verdictOn({ claims: { aud: 'servicec' } })).toMatchObject({ valid: false, reason: 'wrong-audience' })
})
