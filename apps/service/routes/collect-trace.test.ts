import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { Problem } from '#core/http/problem'
import { createTraces } from '#core/trace/recorder'
import type { Peer, PeerAnswer } from '#core/http/peer'
import type { RequestContext } from '#core/trace/request-context'
import { traceCollector } from './collect-trace.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'

/** A play that has called B, or others. */
function played(callees: readonly string[] = ['serviceb']) {
  const clock = manualClock('2026-11-26T12:00:00Z')
  const traces = createTraces('servicea', clock)
  const playAgain = (): RequestContext => {
    const recorder = traces.record(TRACE, undefined)
    for (const to of callees) recorder.step({ verb: 'sends', what: 'the token', to })
    return { trace: { traceId: TRACE, parentId: undefined, sampled: true }, recorder, deadline: Infinity }
  }
  const context = playAgain()
  const collector = (call: Peer['call'], timeoutMilliseconds = 5000, isGuest = () => false) => {
    const get = (name: string): Peer => ({
      name,
      base: '',
      origin: `https://${name}.test`,
      call,
      close: async () => {},
    })
    return traceCollector({
      role: 'servicea',
      traces,
      here: {},
      peers: { get },
      isGuest,
      clock,
      timeoutMilliseconds,
    })
  }
  return { collector, context, playAgain }
}

const NO_STEPS: PeerAnswer = { status: 200, type: 'application/json', headers: {}, body: [] }

test('however many plays ask for their trace, the steps of few are in memory at once, and all get theirs', async () => {
  const { collector, context } = played()
  const [sent] = context.recorder.recording?.steps ?? []
  let asking = 0
  let most = 0
  const call = async () => {
    most = Math.max(most, ++asking)
    await new Promise(setImmediate)
    asking--
    return { ...NO_STEPS, body: [{ parentId: sent?.id, steps: [] }] }
  }
  const collectTrace = collector(call)
  const stories = await Promise.all(Array.from({ length: 100 }, () => collectTrace(context)))
  expect(most).toBe(2)
  for (const story of stories) expect(story).toHaveLength(1)
})

test.each([
  [500, 1000],
  [5000, 1000],
  [120_000, 24_000],
])('where a play may take %i ms, a process has %i to hand out its steps', async (timeout, expected) => {
  const { collector, context } = played()
  const deadlines: number[] = []
  const collectTrace = collector(async (_asked, { deadline }) => (deadlines.push(deadline), NO_STEPS), timeout)
  await collectTrace(context)
  expect(deadlines).toEqual([expected])
})

test('when too many wait, the play says so, and goes without', async () => {
  const { collector, context } = played()
  const collectTrace = collector(() => new Promise((resolve) => setImmediate(() => resolve(NO_STEPS))))
  const all = await Promise.allSettled(Array.from({ length: 600 }, () => collectTrace(context)))
  const refused = all.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(600 - 2 - 500)
  expect(refused[0]).toMatchObject({ reason: { type: 'cannot-decide', status: 503 } })
})

test.each<[string, Peer['call'], string]>([
  [
    'cannot be asked',
    async () => Promise.reject(new Problem('peer-unreachable', 'serviceb cannot be reached at localhost:8443.')),
    'serviceb cannot be reached at localhost:8443',
  ],
  ['refuses', async () => ({ ...NO_STEPS, status: 503 }), 'serviceb answers 503 when it is asked for its steps'],
  ['answers something else', async () => ({ ...NO_STEPS, body: {} }), 'serviceb answers 200 and no steps'],
  ['cannot be told of', async () => Promise.reject(new Error('/a/path')), 'serviceb cannot be asked for its steps'],
])('the story says whose steps are missing, where one %s', async (_how, call, why) => {
  const { collector, context } = played()
  const story = await collector(call)(context)
  expect(story.map(({ sentence }) => sentence)).toEqual([
    'Service A sends the token to Service B.',
    `Service A fails to learn what Service B did: ${why}.`,
  ])
})

test.each([
  ['cannot be reached at localhost:8443.', 'cannot be reached at localhost:8443.'],
  ['did not answer within 5000 ms.', 'did not answer within 1000 ms.'],
])('whoever %s in the play itself has no steps, which is not said again', async (inPlay, thereafter) => {
  const { collector, context } = played()
  context.recorder.step({ verb: 'answers', what: 'with 502', reason: `serviceb ${inPlay}` })
  const collectTrace = collector(async () => Promise.reject(new Problem('peer-unreachable', `serviceb ${thereafter}`)))
  expect((await collectTrace(context)).map(({ verb }) => verb)).toEqual(['sends', 'answers'])
})

test('what an earlier play of the same trace has said is said again', async () => {
  const { collector, context, playAgain } = played()
  const collectTrace = collector(async () => Promise.reject(new Problem('peer-unreachable', 'serviceb is gone.')))
  const first = await collectTrace(context)
  expect(first.map(({ verb }) => verb)).toEqual(['sends', 'fails'])
  expect(await collectTrace(playAgain())).toHaveLength(first.length)
})

test('parties are named as such, and the process in which they are as the one that was asked', async () => {
  const { collector, context } = played(['signer', 'verifier'])
  const story = await collector(async () => ({ ...NO_STEPS, status: 404 }))(context)
  expect(story.slice(2).map(({ sentence }) => sentence)).toEqual([
    'Service A fails to learn what the signer did: neighbours answers 404 when it is asked for its steps.',
    'Service A fails to learn what the verifier did: neighbours answers 404 when it is asked for its steps.',
  ])
})

const NOT_KEPT = 'a process keeps only so many steps of one trace, and so many traces'

test.each([
  ['has forgotten the trace', () => []],
  ['has no room for further plays of it', () => [{ parentId: 'of another play', steps: [], isLast: true }]],
  ['has cut its own steps short', (sent: string) => [{ parentId: sent, steps: [], isCut: true }]],
])('the story says what is missing where B %s', async (_how, recordingsOf) => {
  const { collector, context } = played()
  const [sent = expect.fail()] = context.recorder.recording?.steps ?? []
  const story = await collector(async () => ({ ...NO_STEPS, body: recordingsOf(sent.id) }))(context)
  expect(story.map(({ sentence }) => sentence)).toEqual([
    'Service A sends the token to Service B.',
    `Service A fails to learn all that Service B did: ${NOT_KEPT}.`,
  ])
})

test('what nobody has told, because nothing arrived there, is not missing', async () => {
  const { collector, context } = played()
  context.recorder.step({
    verb: 'answers',
    what: 'with 502',
    reason: 'serviceb cannot be reached (its certificate has expired).',
  })
  const story = await collector(async () => NO_STEPS)(context)
  expect(story.map(({ verb }) => verb)).toEqual(['sends', 'answers'])
})

test('a service of somebody else keeps no steps, and none of it are missing', async () => {
  const { collector, context } = played()
  const story = await collector(
    async () => expect.fail('it was asked'),
    5000,
    () => true,
  )(context)
  expect(story).toHaveLength(1)
})

test('a play for which its trace has no room says that in place of its story', async () => {
  const { collector, playAgain } = played()
  let last = playAgain()
  while (last.recorder.isOn) last = playAgain()
  const story = await collector(async () => NO_STEPS)(last)
  expect(story.map(({ sentence }) => sentence)).toEqual([
    `Service A fails to keep the steps of this play: ${NOT_KEPT}.`,
  ])
})
