import { expect, test } from 'vitest'
import { MAX_ANSWER_BYTES } from '#core/http/peer'
import { generateSigningKey } from '#core/keys/signing-key'
import { MAX_KEYS, MAX_KEYS_PER_RING } from '#core/rings/key-rings'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { MAX_TOKEN_LENGTH } from '#core/token/compact-form'
import { TRACE_LIMITS } from '#core/trace/recorder'
import { PROCESS_NAMES } from '#core/config/processes'

// What one room may produce, the next can take: the largest state that our own bounds allow works end to end.

test.each(ALL_ALGORITHMS)(
  'a key set of all keys that there may be, with %s, is an answer that a peer takes',
  async (alg) => {
    const { publicJwk } = await generateSigningKey(alg, 0)
    const keySet = (count: number) => JSON.stringify({ keys: Array.from({ length: count }, () => publicJwk) }).length
    expect(keySet(MAX_KEYS)).toBeLessThan(MAX_ANSWER_BYTES)
    expect(keySet(MAX_KEYS_PER_RING + 1)).toBeLessThan(MAX_ANSWER_BYTES / 8)
  },
)

test('a trace of all processes is one answer that npm run play takes', () => {
  expect((TRACE_LIMITS.trace + TRACE_LIMITS.step) * PROCESS_NAMES.length).toBeLessThan(MAX_ANSWER_BYTES)
})

test('the longest token fits, with other headers, into what Node takes of a request', () => {
  expect(MAX_TOKEN_LENGTH + 700).toBeLessThan(16 * 1024)
})
