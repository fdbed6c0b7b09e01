import { expect, test, vi } from 'vitest'
import { waitingClock } from '#core/clock'
import type { KeptPlay } from '../plays/kept-play.ts'
import type { TrackName, WorkshopStep } from './step.ts'
import { createWorkshop } from './workshop-desk.ts'
import type { ShownStep, WorkshopOrder } from './workshop-state.ts'

const [like] = (await import('./tracks.ts')).WORKSHOP_STEPS

/** A step that is ticked by a play of that scenario. */
const stepOf = (id: string, scenario: number, track: TrackName = 'workshop'): WorkshopStep => ({
  ...(like as WorkshopStep), // there are twenty
  id,
  track,
  check({ plays }) {
    const play = plays.find((each) => each.scenario === scenario)
    return play && { sentence: `Scenario ${scenario} was played.`, traceId: play.traceId }
  },
})

const STEPS = [stepOf('one', 1), stepOf('two', 2), stepOf('three', 3), stepOf('other', 1, 'mesh')]

function openDesk(order: WorkshopOrder, these: readonly WorkshopStep[] = STEPS) {
  const workshop = createWorkshop({ clock: waitingClock('2026-02-03T10:00:00Z'), order, steps: these })
  const watch = () => {
    const listeners = new Set<(play: KeptPlay) => void>()
    const { close } = workshop.watch({
      plays: { onPlay: (listener) => (listeners.add(listener), () => void listeners.delete(listener)) },
      lab: { onEnd: () => () => {} },
      witness: (play) => play,
    })
    const play = (scenario: number) =>
      listeners.forEach((listener) => listener({ scenario, traceId: `trace-${scenario}` } as KeptPlay)) // all that these steps look at
    return { play, close }
  }
  const steps = (): ShownStep[] => workshop.look().tracks.flatMap((track) => track.steps)
  const states = () => steps().map(({ state }) => state)
  return { workshop, watch, states, steps, ...watch() }
}

test('alone all steps are open, and each is ticked by what it asks for, with the sentence and the time', () => {
  const { play, states, steps, workshop } = openDesk('free')
  expect(states()).toEqual(['open', 'open', 'open', 'open'])
  play(2)
  expect(states()).toEqual(['open', 'done', 'open', 'open'])
  expect(steps()[1]?.ticked).toEqual({
    sentence: 'Scenario 2 was played.',
    traceId: 'trace-2',
    at: Date.parse('2026-02-03T10:00:00Z'),
  })
  expect(workshop.told().tracks[0]).toEqual({ name: 'workshop', done: 1, of: 3 })
})

test('in a room a step opens when the one before is done, and what was done before that does not count', () => {
  const { play, states } = openDesk('one-after-another')
  expect(states()).toEqual(['open', 'locked', 'locked', 'open'])
  play(2)
  play(1)
  expect(states()).toEqual(['done', 'open', 'locked', 'done'])
  play(2)
  expect(states()).toEqual(['done', 'done', 'open', 'done'])
})

test('the facilitator opens a step before its turn, or all', () => {
  const { play, states, workshop } = openDesk('one-after-another')
  workshop.unlock('three')
  play(3)
  expect(states()).toEqual(['open', 'locked', 'done', 'open'])
  workshop.unlock('all')
  expect(states()).toEqual(['open', 'open', 'done', 'open'])
  expect(() => workshop.unlock('nowhere')).toThrow('no such step')
})

test('a reset takes one step back, or all; what was seen before does not tick it again', () => {
  const { play, states, workshop } = openDesk('free')
  for (const scenario of [1, 2, 3]) play(scenario)
  workshop.hint('two')
  workshop.reset('two')
  expect(states()).toEqual(['done', 'open', 'done', 'done'])
  expect(workshop.look().tracks[0]?.steps[1]?.hintsShown).toBe(0)
  play(2)
  expect(states()).toEqual(['done', 'done', 'done', 'done'])
  workshop.reset('all')
  expect(states()).toEqual(['open', 'open', 'open', 'open'])
  expect(() => workshop.reset('nowhere')).toThrow('no such step')
})

test('a step that is locked again by a reset is not ticked, and stays done where it was', () => {
  const { play, states, workshop } = openDesk('one-after-another')
  play(1)
  workshop.reset('one')
  play(2)
  expect(states()).toEqual(['open', 'locked', 'locked', 'done'])
  play(1)
  expect(states()).toEqual(['done', 'open', 'locked', 'done'])
})

test('hints come one by one, three at most, and none of a step that is locked', () => {
  const { workshop, steps } = openDesk('one-after-another')
  expect(steps()[0]?.hints).toEqual([])
  for (const shown of [1, 2, 3, 3]) {
    workshop.hint('one')
    expect(steps()[0]?.hints).toEqual(like?.hints.slice(0, shown))
  }
  expect(() => workshop.hint('two')).toThrow('not open yet')
  expect(() => workshop.hint('nowhere')).toThrow('no such step')
})

test('progress outlives the console: what another one sees goes on from there', () => {
  const { play, close, watch, states } = openDesk('one-after-another')
  play(1)
  close()
  play(2)
  expect(states()).toEqual(['done', 'open', 'locked', 'done'])
  watch().play(2)
  expect(states()).toEqual(['done', 'done', 'open', 'done'])
})

test('what was seen in another sandbox is no evidence: it has other keys', () => {
  const both: WorkshopStep = {
    ...stepOf('both', 0),
    check: ({ plays }) => (plays.length > 1 ? { sentence: 'Two plays.' } : undefined),
  }
  const desk = openDesk('free', [both])
  desk.play(1)
  desk.close()
  const next = desk.watch()
  next.play(2)
  expect(desk.states()).toEqual(['open'])
  next.play(3)
  expect(desk.states()).toEqual(['done'])
})

test('whoever listens is told of each change, and of the step that was ticked', () => {
  const { play, workshop } = openDesk('free')
  const told = vi.fn<(ticked?: ShownStep) => void>()
  const end = workshop.onChange(told)
  play(2)
  expect(told.mock.lastCall?.[0]?.id).toBe('two')
  expect(workshop.told(told.mock.lastCall?.[0]).ticked).toEqual({
    id: 'two',
    title: like?.title,
    number: 2,
    track: 'workshop',
    sentence: 'Scenario 2 was played.',
  })
  workshop.reset('all')
  expect(told).toHaveBeenLastCalledWith(undefined)
  end()
  play(3)
  expect(told).toHaveBeenCalledTimes(2)
})

test('of hundreds of plays the last are kept', () => {
  const { play, workshop } = openDesk('free')
  const seen = vi.spyOn(STEPS[2] as WorkshopStep, 'check')
  for (let scenario = 100; scenario < 400; scenario++) play(scenario)
  expect(seen.mock.lastCall?.[0].plays.map(({ scenario }) => scenario)).toEqual(
    Array.from({ length: 60 }, (_, at) => 340 + at),
  )
  workshop.reset('all')
})
