import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { KeysUnavailable } from '#core/keys/key-errors'
import { TokenRejected } from '#core/token/rejection'
import { createTraces } from '#core/trace/recorder'
import { keysOfNoRegistry, toldKeys } from './told-keys.ts'

const hint = { kid: 'k', alg: 'ES256' } as const

function openTrace() {
  const traces = createTraces('verifier', manualClock('2026-11-22T12:00:00Z'))
  const trace = { traceId: 'a'.repeat(32), parentId: undefined, sampled: true }
  const recorder = traces.record(trace.traceId, trace.parentId)
  const told = () => traces.get(trace.traceId).flatMap(({ steps }) => steps.map(({ sentence }) => sentence))
  return { context: { trace, recorder, deadline: Infinity }, told }
}

test('that a server of keys gave no answer is a step of its own, before the check that fails for it', async () => {
  const { context, told } = openTrace()
  const source = { select: () => Promise.reject(new KeysUnavailable('jwt-factory cannot be asked')) }
  await expect(toldKeys(source, context).select(hint)).rejects.toThrow(KeysUnavailable)
  expect(told()).toEqual(['The verifier fails to get the key: jwt-factory cannot be asked.'])
})

test('a key that is refused is told by its check alone', async () => {
  const { context, told } = openTrace()
  const source = { select: () => Promise.reject(new TokenRejected('unknown-key')) }
  await expect(toldKeys(source, context).select(hint)).rejects.toThrow(TokenRejected)
  expect(told()).toEqual([])
})

test('a registry that is away for a play is asked, in vain', async () => {
  const { context, told } = openTrace()
  const source = toldKeys(keysOfNoRegistry('servicea', 'jwt-factory', context), context)
  await expect(source.select(hint)).rejects.toThrow(KeysUnavailable)
  expect(told()).toEqual([
    'The verifier asks jwt-factory for the key "k" of servicea.',
    expect.stringMatching(/^The verifier fails to get the key: jwt-factory cannot be reached/),
  ])
})
