import { describe, expect, test } from 'vitest'
import { fixedKeys } from '#core/keys/key-set'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { parseCompactForm } from '#core/token/compact-form'
import type { KeySource } from '#core/token/trust'
import { verifySignature } from '#core/token/verify-signature'
import {
  hmacVectorsOf,
  jwsVectors,
  loadKeys,
  overridesOf,
  readWycheproof,
  verdictOf,
  type TokenTest,
} from './support/vectors.ts'

const FILES = [
  { name: 'json_web_signature_test.json', total: 401, jwe: 0, skipped: 2, believed: 32 },
  { name: 'json_web_key_test.json', total: 26, jwe: 0, skipped: 0, believed: 1 },
  { name: 'json_web_crypto_test.json', total: 83, jwe: 34, skipped: 0, believed: 2 },
]

describe.each(FILES)('Wycheproof $name', ({ name, total, jwe, skipped, believed }) => {
  const vectors = jwsVectors(name)

  test.each(vectors)('JWS $tcId is $expected: $comment', async ({ token, key, expected }) => {
    // All algorithms are allowed, so that it is the key that holds the token to its own one.
    const verdict = await verdictOf(async () =>
      verifySignature(token, { algorithms: ALL_ALGORITHMS, keys: fixedKeys(await loadKeys(key)) }),
    )
    expect(verdict === 'believed' ? 'believed' : 'refused').toBe(expected)
  })

  test('no vector is left out silently', () => {
    const { numberOfTests, testGroups } = readWycheproof<TokenTest>(name)
    expect(numberOfTests).toBe(total)
    expect(testGroups.flatMap(({ tests }) => tests)).toHaveLength(total)
    expect(vectors).toHaveLength(total - jwe - skipped)
    expect(vectors.filter(({ expected }) => expected === 'believed')).toHaveLength(believed)
  })

  test('every override and every HMAC exception still speaks of the label that it corrects', () => {
    const tests = readWycheproof<TokenTest>(name).testGroups.flatMap(({ tests }) => tests)
    const labels = new Map(tests.map(({ tcId, result }) => [tcId, result]))
    for (const { tcId, upstream } of overridesOf(name)) expect(labels.get(tcId), `override ${tcId}`).toBe(upstream)
    for (const tcId of hmacVectorsOf(name)) expect(labels.get(tcId), `HMAC ${tcId}`).toBe('valid')
  })
})

/** These are signed with HMAC, so the tests above refuse them for their key; their point is the text. */
test.each([360, 361, 362, 363, 364, 365, 366, 368, 369, 371, 372, 373, 374, 375])(
  'the signature vector %i is refused for its text alone',
  async (tcId) => {
    const { token } = jwsVectors('json_web_signature_test.json').find((vector) => vector.tcId === tcId) ?? {}
    expect(await verdictOf(async () => parseCompactForm(token))).toBe('malformed')
  },
)

const noKeys: KeySource = {
  select() {
    throw new Error('an encrypted token must be refused before a key is asked for')
  },
}

describe.each([
  { name: 'json_web_encryption_test.json', count: 139 },
  { name: 'json_web_crypto_test.json', count: 34 },
])('the encrypted tokens of Wycheproof $name', ({ name, count }) => {
  const tokens = readWycheproof<TokenTest>(name).testGroups.flatMap(({ tests }) =>
    tests.flatMap(({ tcId, jwe }) => (jwe === undefined ? [] : [{ tcId, jwe }])),
  )

  test.each(tokens)('JWE $tcId is refused before a key is asked for', async ({ jwe }) => {
    const verdict = await verdictOf(() => verifySignature(jwe, { algorithms: ALL_ALGORITHMS, keys: noKeys }))
    expect(verdict).not.toBe('believed')
  })

  test('no vector is left out silently', () => expect(tokens).toHaveLength(count))
})
