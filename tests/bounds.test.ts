import { expect, onTestFinished, test } from 'vitest'
import { ANSWER_BOUNDS } from '#core/http/answer-bounds'
import { MAX_ANSWER_DEPTH } from '#core/http/read-peer-answer'
import { MAX_SET_KEYS } from '#core/keys/key-set'
import { generateSigningKey } from '#core/keys/signing-key'
import { MAX_KEYS, MAX_KEYS_PER_RING } from '#core/rings/key-rings'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { MAX_TOKEN_LENGTH } from '#core/token/compact-form'
import { MAX_DEPTH, parseStrictJsonText } from '#core/token/strict-json'
import { hasMoreStructure } from '#core/token/structure'
import { TRACE_LIMITS } from '#core/trace/recorder'
import { PROCESS_NAMES } from '#core/config/processes'
import { openTestFactory } from '../jwt-factory/test-factory.ts'
import request from './support/request.ts'

// What one room may produce, the next can take: the largest state that our own bounds allow works end to end.

test.each(ALL_ALGORITHMS)(
  'a key set of all keys that there may be, with %s, is an answer that a peer takes',
  async (alg) => {
    const { publicJwk } = await generateSigningKey(alg, 0)
    const jwk = { ...publicJwk, exp: 1_900_000_000 }
    const keySet = (count: number) => JSON.stringify({ keys: Array.from({ length: count }, () => jwk) })
    expect(MAX_KEYS).toBeLessThanOrEqual(MAX_SET_KEYS)
    const { bytes, structure } = ANSWER_BOUNDS['key set']
    expect(keySet(MAX_KEYS).length).toBeLessThan(bytes)
    expect(hasMoreStructure(keySet(MAX_KEYS), structure)).toBe(false)
    expect(keySet(MAX_KEYS_PER_RING + 1).length).toBeLessThan(bytes / 8)
  },
)

test('a trace of all processes is one answer that npm run play takes', () => {
  const most = TRACE_LIMITS.trace + TRACE_LIMITS.step
  expect(most).toBeLessThan(ANSWER_BOUNDS.trace.bytes)
  expect(ANSWER_BOUNDS.trace.structure).toBe(ANSWER_BOUNDS.trace.bytes)
  expect(most * PROCESS_NAMES.length).toBeLessThan(ANSWER_BOUNDS.story.bytes)
  expect(ANSWER_BOUNDS.story.structure).toBe(ANSWER_BOUNDS.story.bytes)
})

test('the claims of the largest token, and of another one in them, are a verdict that a peer takes', () => {
  const { bytes, structure } = ANSWER_BOUNDS.short
  const payload = (MAX_TOKEN_LENGTH / 4) * 3
  const growth = `${1e20}`.length / '1e20'.length // no text grows more when it is read and written again
  expect(2 * (payload * growth + 1000)).toBeLessThan(bytes)
  expect(2 * (payload + 1000)).toBeLessThan(structure)
})

test('the deepest claims that a token may have fit into a verdict and into a trace, as a peer reads them', async () => {
  const factory = await openTestFactory()
  onTestFinished(() => factory.close())
  let deep: unknown = 1
  for (let level = 1; level < MAX_DEPTH; level++) deep = [deep]
  const token = await factory.issue('servicea', { aud: 'serviceb', deep })
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const verdict = await request(factory.app)
    .post('/verify/servicea')
    .set('traceparent', `00-${traceId}-b7ad6b7169203331-01`)
    .send({ token, aud: 'serviceb', sub: 'servicea' })
  const { text } = await request(factory.app).get(`/traces/${traceId}`)
  expect(parseStrictJsonText(verdict.text, MAX_ANSWER_DEPTH)).toMatchObject({ valid: true, claims: { deep } })
  expect(parseStrictJsonText(text, MAX_ANSWER_DEPTH)).toBeDefined()
  expect(text).toContain('['.repeat(MAX_DEPTH - 1))
})

test('the longest token fits, with other headers, into what Node takes of a request', () => {
  expect(MAX_TOKEN_LENGTH + 700).toBeLessThan(16 * 1024)
})
