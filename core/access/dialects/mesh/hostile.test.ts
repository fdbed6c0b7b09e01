import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../../../tests/support/any-text.ts'
import { fuzzRuns } from '../../../../tests/support/soak-size.ts'
import { readChanges } from '../../../http/forward/header-changes.ts'
import { goodClaims, GOOD_HEADER, signed } from '../dialect.fixture.ts'
import { askedWith, jwtRule, openMesh } from './mesh.fixture.ts'

const rules = [
  jwtRule({ issuer: 'another' }),
  jwtRule({
    fromHeaders: [{ name: 'jwt', prefix: 'v ' }],
    fromParams: ['t'],
    fromCookies: ['c'],
    outputPayloadToHeader: 'x-payload',
    outputClaimToHeaders: [{ header: 'x-claim', claim: 'a.b' }],
  }),
  jwtRule({ issuer: '' }),
]

test('whatever is sent, the answer is a decision that fits a message, and nothing throws', async () => {
  const { decide } = openMesh(rules)
  const claims = fc.dictionary(
    fc.constantFrom('iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'a'),
    fc.oneof(fc.jsonValue(), fc.constantFrom('jwtproxy', 'another', 0, 1e300)),
  )
  const token = fc.oneof(
    anyText(),
    claims.map((more) => signed(GOOD_HEADER, { ...goodClaims(), ...more })),
    fc.array(fc.constantFrom('.', 'e30', 'eyJ', '=', ' ', '\t', 'A'), { maxLength: 9 }).map((parts) => parts.join('')),
  )
  const field = fc
    .tuple(fc.constantFrom('jwt', 'JWT', 'authorization', 'Cookie', 'x-claim'), token)
    .map(([name, text]) => [name, { jwt: `v ${text}`, cookie: `c=${text}` }[name.toLowerCase()] ?? `Bearer ${text}`])
  const target = fc.oneof(
    anyText(),
    token.map((text) => `/?t=${encodeURIComponent(text.toWellFormed())}`),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(field, { maxLength: 12 }), target, anyText(), async (fields, at, method) => {
      const decision = await decide(askedWith(fields.flat(), { target: at, method }))
      if ('answer' in decision) {
        expect([401, 403]).toContain(decision.answer.status)
        expect(decision.answer.headers['www-authenticate']).toMatch(
          /^Bearer realm="[\x21\x23-\x7e]*", error="invalid_token"$/,
        )
        expect(decision.logDetail).toMatch(/^jwt_authn_access_denied\{[\x21-\x7e]+\}$/)
      } else readChanges([decision.changes.headers])
    }),
    { numRuns: fuzzRuns(400) },
  )
})

/** As long as Node takes a head of a request. */
const LONGEST_HEAD = 16_000

test.each([
  ['dots', '.'],
  ['padding', '='],
  ['spaces', ' '],
  ['parts', 'a.'],
  ['brackets', Buffer.from('[').toString('base64url')],
  ['prefixes', 'Bearer '],
])('%s without end are looked at once', async (_what, text) => {
  const { decide } = openMesh(rules)
  const long = text.repeat(LONGEST_HEAD / text.length)
  for (const fields of [
    ['authorization', `Bearer ${long}`],
    ['jwt', `v ${long}`],
    ['cookie', `c=${long};c=${long}`],
  ]) {
    await decide(askedWith(fields, { target: `/?t=${long}&${'t&'.repeat(LONGEST_HEAD / 2)}` }))
  }
})
