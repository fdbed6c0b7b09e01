import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createTraces } from '#core/trace/recorder'
import type { RequestContext } from '#core/trace/request-context'
import type { ServiceParts } from '../parts.ts'
import { collectTrace } from './collect-trace.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'

/** A play that has called B. */
function played() {
  const clock = manualClock('2026-11-26T12:00:00Z')
  const traces = createTraces('servicea', clock)
  const recorder = traces.record(TRACE, undefined)
  recorder.step({ verb: 'sends', what: 'the token', to: 'serviceb' })
  const context: RequestContext = {
    trace: { traceId: TRACE, parentId: undefined, sampled: true },
    recorder,
    deadline: Infinity,
  }
  return { clock, traces, context }
}

test('however many plays ask for their trace, the steps of few are in memory at once, and all get theirs', async () => {
  const { clock, traces, context } = played()
  let asking = 0
  let most = 0
  const call = async () => {
    most = Math.max(most, ++asking)
    await new Promise(setImmediate)
    asking--
    return { status: 200, body: [] }
  }
  const parts = { role: 'servicea', clock, traces, peers: { get: () => ({ call }) } } as unknown as ServiceParts // all that is used
  const stories = await Promise.all(Array.from({ length: 100 }, () => collectTrace(parts, context)))
  expect(most).toBe(2)
  for (const story of stories) expect(story).toHaveLength(1)
})

test('when too many wait, the play says so, and goes without', async () => {
  const { clock, traces, context } = played()
  const call = () => new Promise((resolve) => setTimeout(() => resolve({ status: 200, body: [] })))
  const parts = { role: 'servicea', clock, traces, peers: { get: () => ({ call }) } } as unknown as ServiceParts // all that is used
  const all = await Promise.allSettled(Array.from({ length: 600 }, () => collectTrace(parts, context)))
  const refused = all.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(600 - 2 - 500)
  expect(refused[0]).toMatchObject({ reason: { type: 'cannot-decide', status: 503 } })
})
