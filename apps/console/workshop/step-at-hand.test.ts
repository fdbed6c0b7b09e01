import { expect, test } from 'vitest'
import { waitingClock } from '#core/clock'
import { renderPage } from '#core/page/render-page'
import { createWorkshop } from './workshop-desk.ts'
import type { WorkshopState } from './workshop-state.ts'
import { stepAfter, stepToShow, tellHere } from './step-at-hand.ts'
import { workshopPage } from '../pages/workshop/workshop.ts'

const begin = (order: 'free' | 'one-after-another' = 'free') =>
  createWorkshop({ clock: waitingClock('2026-02-03T10:00:00Z'), order }).look()

/** @param done their numbers, by track */
const progressed = (done: Record<string, number[]>): WorkshopState => {
  const { order, tracks } = begin()
  return {
    order,
    tracks: tracks.map((track) => ({
      ...track,
      done: done[track.name]?.length ?? 0,
      steps: track.steps.map((step) => (done[track.name]?.includes(step.number) ? { ...step, state: 'done' } : step)),
    })),
  }
}

const shown = (state: WorkshopState, asked: object = {}) => {
  const step = stepToShow(state, asked)
  return `${step?.track} ${step?.number}`
}

test('what is shown large is what is to be done next: in the track that was begun and is not through', () => {
  expect(shown(begin())).toBe('workshop 1')
  expect(shown(progressed({ workshop: [1, 2, 4] }))).toBe('workshop 3')
  expect(shown(progressed({ mesh: [1] }))).toBe('mesh 2')
  expect(shown(progressed({ workshop: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }))).toBe('security 1')
})

test('an address names a step or a track; what it names and is not there changes nothing', () => {
  expect(shown(begin(), { step: 'steal-a-token' })).toBe('workshop 10')
  expect(shown(begin(), { track: 'mesh' })).toBe('mesh 1')
  expect(shown(begin(), { step: 'nowhere', track: ['mesh'] })).toBe('workshop 1')
})

test('behind a step that is done comes the next that is open, or one that was left out; behind the last, none', () => {
  const state = progressed({ mesh: [1, 3, 5] })
  const mesh = state.tracks.find(({ name }) => name === 'mesh')
  const after = (number: number) => mesh?.steps[number - 1] && stepAfter(mesh, mesh.steps[number - 1]!)?.number // oxlint-disable-line typescript/no-non-null-assertion -- it was looked at
  expect([after(1), after(3), after(5)]).toEqual([2, 4, 2])
})

test('a step that is locked says what opens it, and shows neither its task nor a way to hints', () => {
  const page = workshopPage(begin('one-after-another'), { step: 'strangers-key' })
  const files = { style: '', icon: '', entry: () => ({ name: '', imports: [] }) }
  const { state: _, ...withoutState } = { ...page, of: '' }
  const text = renderPage(withoutState, files, { theme: '', folder: '' })
  expect(text).toContain('It opens when step 1')
  expect(text).not.toContain('Let a stranger sign')
  expect(text).not.toContain('Show a hint')
})

test('every page is told where one is: in the track of the last tick, and of no step where all of it are done', () => {
  const { tracks } = progressed({ workshop: [1], mesh: [1, 2, 3, 4, 5] })
  expect(tellHere(tracks).here).toMatchObject({
    track: 'workshop',
    step: { number: 2, where: { page: '/bench?to=serviceb&scenario=5' } },
  })
  expect(tellHere(tracks, 'security').here).toMatchObject({ track: 'security', step: { number: 1 } })
  expect(tellHere(tracks, 'mesh').here).toEqual({ track: 'mesh' })
})
