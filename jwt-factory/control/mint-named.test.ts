import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWK } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NAMED_TOKEN_IDS, NAMED_TOKENS, namedParts } from '#core/token/named-tokens'
import { openTestIssuer, seconds, type TestIssuer } from '../test-issuer.ts'

let factory: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer()
})
afterAll(() => factory.close())

const asked = (order: object) => factory.http.post('/control/mint').send(order)

async function mint(order: object): Promise<string[]> {
  const answer = await asked(order)
  expect(answer.status, answer.text).toBe(200)
  return answer.text.trim().split('\n')
}

const MINTED = NAMED_TOKEN_IDS.filter((name) => NAMED_TOKENS[name].brought !== 'no-token')

describe.each([
  ['the main issuer', {}, '/jwks'],
  ['a ring', { signedBy: { ring: 'servicea' } }, '/keys/servicea/jwks'],
])('by %s', (_who, order, path) => {
  const isSigned = async (token: string) => {
    const keys = (await factory.http.get(path)).body.keys as JWK[]
    const verified = await Promise.all(
      keys.map(async (jwk) =>
        compactVerify(token, await importJWK(jwk, 'ES256')).then(
          () => true,
          () => false,
        ),
      ),
    )
    return verified.includes(true)
  }

  test.each(MINTED)('%s is the good one with its change', async (name) => {
    const [token = ''] = await mint({ ...order, named: name, claims: { jti: 'one' } })
    const [good = ''] = await mint({ ...order, claims: { jti: 'one' } })
    const parts = { header: decodeProtectedHeader(good), claims: decodeJwt(good) }
    const { signedBy, ...named } = namedParts(name, { ...parts, header: { ...parts.header } }, seconds(factory))
    expect({ header: decodeProtectedHeader(token), claims: decodeJwt(token) }).toEqual(named)
    expect(await isSigned(token)).toBe(signedBy === undefined)
  })
})

test.each([
  { secret: 'a secret of at least 32 characters' },
  { issuer: '@', alg: 'RS256' },
  { issuer: '@', alg: 'EdDSA' },
])('what is forged says the algorithm of the good one: %j', async (signedBy) => {
  const answer = await asked({ signedBy })
  if (answer.status !== 200) return expect(answer.text).toContain('alg') // a key that this issuer does not have
  const [good = ''] = [answer.text.trim()]
  const [forged = ''] = await mint({ signedBy, named: 'forged' })
  expect(decodeProtectedHeader(forged)).toEqual(decodeProtectedHeader(good))
  expect(forged.split('.')[2]?.length).toBe(good.split('.')[2]?.length)
})

test('what the order says is laid over the good one first', async () => {
  const order = {
    lifetime: '10m',
    claims: { aud: 'orders', roles: ['clerk'] },
    without: ['sub'],
    header: { typ: 'JWT' },
  }
  const [token = ''] = await mint({ ...order, named: 'exp-30s-ago' })
  const exp = seconds(factory) - 30
  expect(decodeJwt(token)).toMatchObject({ aud: ['orders'], roles: ['clerk'], exp, iat: exp - 600 })
  expect(decodeJwt(token)).not.toHaveProperty('sub')
  expect(decodeProtectedHeader(token).typ).toBe('JWT')
})

test('of two that are sent at once each has a line: the good one, and an expired one', async () => {
  const answer = await asked({ named: 'two-headers' })
  const [good = '', expired = '', ...more] = answer.text.trim().split('\n')
  expect([answer.type, more]).toEqual(['text/plain', []])
  expect([good, expired].map((token) => (decodeJwt(token).exp ?? 0) > seconds(factory))).toEqual([true, false])
  expect(decodeJwt(good).jti).not.toBe(decodeJwt(expired).jti)
})

test.each([
  [
    { named: 'exp-30-ago' },
    'named: is not the name of a token; did you mean "exp-30s-ago"? There are: no-token, valid,',
  ],
  [{ named: '__proto__' }, 'is not the name of a token. There are:'],
  [{ named: 7 }, 'is not the name of a token. There are:'],
  [{ named: 'no-token' }, 'is the name of no token: send none'],
  [{ named: 'forged', signedBy: 'stranger' }, 'signedBy: has nothing to say beside "named"'],
  [{ named: 'forged', signedBy: 'nobody' }, 'signedBy: has nothing to say beside "named"'],
])('%j is refused', async (order, words) => {
  const answer = await asked(order)
  expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining(words)])
})
