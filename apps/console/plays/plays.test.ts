import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { Problem } from '#core/http/problem'
import { loadScenarios } from '#scenarios'
import type { AskProcess } from '../live/ask.ts'
import type { KeptPlay } from './kept-play.ts'
import { createPlays } from './plays.ts'

const scenarios = await loadScenarios()
const [scenario = expect.fail('there is a scenario at least')] = scenarios
const told = (letter: string) => ({
  traceId: letter.repeat(32),
  stepId: letter,
  scenario: 1,
  caller: 'servicea',
  query: '',
  startedAt: 1,
  tookMs: 1,
  status: 200,
})

const unsent = () => Promise.reject(new Error('nothing is sent here'))

function openPlays(ask: AskProcess) {
  return createPlays({
    ask,
    sendToken: unsent,
    clock: manualClock('2026-02-03T10:00:00Z'),
    scenarios,
    patience: 20_000,
  })
}

const none: AskProcess = (_name, { path }) =>
  Promise.resolve({ status: 200, body: path.includes('/traces/') ? [] : {} })

/** Resolves with the next that is kept. */
const nextOf = (plays: ReturnType<typeof createPlays>) =>
  new Promise<KeptPlay>((resolve) => onTestFinished(plays.onPlay(resolve)))

test('a process that hangs is waited for once, however many things are asked of it', async () => {
  const hanging: (() => void)[] = []
  const asked: string[] = []
  const plays = openPlays(async (name, question) => {
    if (name !== 'serviceb') return none(name, question)
    asked.push(question.path.replaceAll(/[0-9a-f]{32}/g, ':id'))
    await new Promise<void>((resolve) => hanging.push(resolve))
    throw new Problem('peer-unreachable', 'serviceb cannot be reached')
  })
  const played = plays.play(scenario, {})
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(asked.toSorted()).toEqual(['/control/requests?trace=:id', '/traces/:id', '/traces/:id/tokens'])
  for (const end of hanging) end()
  expect(await played).toMatchObject({ missing: ['serviceb'] })
})

test('one that cannot be kept keeps no other from being shown, with a full line behind it', async () => {
  const circular: unknown[] = []
  circular.push({ steps: [{ id: 'a', who: 'servicea', verb: 'plays', token: circular }] }) // as what is too deep: nobody can write it
  const reading = Promise.withResolvers<void>()
  const plays = openPlays(async (name, question) => {
    if (!question.path.startsWith(`/traces/${'a'.repeat(32)}`)) return none(name, question)
    await reading.promise
    return { status: 200, body: name === 'servicea' ? circular : [] }
  })
  plays.heard(told('a'))
  for (let more = 0; more < 60; more++) plays.heard(told('b'))
  reading.resolve()
  expect(await nextOf(plays)).toMatchObject({ traceId: told('b').traceId })
  const later = nextOf(plays)
  plays.heard(told('c'))
  await later
  expect(plays.get(told('a').traceId)).toBeUndefined()
})

test('of a play that others tell of, nothing is kept but what a play has, and not as much as they like', async () => {
  const plays = openPlays(none)
  const kept = nextOf(plays)
  const long = 'x'.repeat(100_000)
  plays.heard({ ...told('a'), query: long, caller: long, answer: 'x', title: long, further: long })
  const { answer, ...play } = await kept
  expect(answer).toBeUndefined()
  expect(JSON.stringify(play).length).toBeLessThan(5000)
})

test('what was played here stays behind its link, whoever plays in the same trace', async () => {
  const plays = openPlays(none)
  const { traceId } = await plays.play(scenario, { expired: '1' })
  plays.heard({ ...told('a'), traceId, query: '' })
  const other = nextOf(plays)
  plays.heard(told('b'))
  await other
  expect(plays.get(traceId)).toMatchObject({ query: 'expired=1' })
})

const playedAs = (id: string) => ({ steps: [{ id, who: 'servicea', verb: 'plays', what: '' }, { id: `${id}-sends`, who: 'servicea', verb: 'sends', to: 'serviceb', what: '' }] }) // prettier-ignore

/** A process that keeps two plays of one trace: one in which B refused, and one of which it has forgotten what B did. */
const twoPlays =
  (ofB: (parentId: string) => unknown[]): AskProcess =>
  (name, question) => {
    if (!question.path.startsWith('/traces/')) return none(name, question)
    const kept = name === 'servicea' ? [playedAs('a'), playedAs('b')] : name === 'serviceb' ? ofB('a-sends') : []
    return Promise.resolve({ status: 200, body: kept })
  }

const refusing = (parentId: string) => [{ parentId, steps: [{ id: 'x', who: 'serviceb', verb: 'refuses', what: 'the token' }] }] // prettier-ignore

test.each<[string, string, (parentId: string) => unknown[], object]>([
  ['is its own, and not that of the last', 'a', refusing, { outcome: 'refused', who: 'serviceb' }],
  [
    'is not that of another play',
    'b',
    (id) => [...refusing(id), { parentId: 'b-sends', steps: [] }],
    { outcome: 'good' },
  ],
  ['is not good where B keeps no steps', 'b', () => [], { outcome: 'cannot-decide', untold: ['serviceb'] }],
  ['is not good where it has none itself', 'c', refusing, { outcome: 'cannot-decide', untold: ['servicea'] }],
])('of plays in one trace, what came of one %s', async (_what, stepId, ofB, outcome) => {
  const plays = openPlays(twoPlays(ofB))
  const kept = nextOf(plays)
  plays.heard({ ...told('a'), stepId })
  expect(await kept).toMatchObject({ outcome })
})
