import { expect, test } from 'vitest'
import { waitingClock } from '#core/clock'
import { workshopReport } from './report.ts'
import { createWorkshop } from './workshop-desk.ts'
import type { WorkshopState } from './workshop-state.ts'

const fresh = createWorkshop({ clock: waitingClock(0), order: 'free' }).look()

/** As after the first step. */
function withFirstDone(sentence: string): WorkshopState {
  const [track, ...others] = fresh.tracks
  const [step, ...further] = track?.steps ?? []
  if (!track || !step) throw new Error('there is a first step')
  const done = { ...step, state: 'done' as const, hintsShown: 1 as const, ticked: { sentence, at: 0 } }
  return { ...fresh, tracks: [{ ...track, done: 1, steps: [done, ...further] }, ...others] }
}

test('what is done stands there with what was seen, why it matters, its source and the code', () => {
  const text = workshopReport(withFirstDone('B refused it.'))
  expect(text).toContain('## The workshop: 1 of 10')
  expect(text).toContain('Done at 1970-01-01 00:00:00 UTC, with 1 of 3 hints: B refused it.')
  expect(text).toMatch(/The code that decides: `core\/token\/verify-signature\.ts:\d+`/)
  expect(text).toContain('](https://github.com/auth0/omniauth-auth0/security/')
})

test('tracks in which nothing is done are left out, as on the page, and steps that are not done say so', () => {
  const text = workshopReport(withFirstDone('B refused it.'))
  expect(text.match(/^## /gm)).toHaveLength(1)
  expect(text.match(/^Not done yet\./gm)).toHaveLength(9)
})

test('the name of the person stands there: that of the room, or another one, as text', () => {
  expect(workshopReport(fresh)).not.toContain('Name:')
  const inRoom = { ...fresh, person: 'Ada' }
  expect(workshopReport(inRoom)).toContain('\nName: Ada\n')
  expect(workshopReport(inRoom, 'Ada <b>\n# L.')).toContain('\nName: Ada \\<b\\> \\# L.\n')
  expect(workshopReport(inRoom, 'x'.repeat(5000)).length).toBeLessThan(200)
})

test('what a token says of itself is text in it, and nothing else', () => {
  const text = workshopReport(withFirstDone('It is about "[x](y)\n# no <b>".'))
  expect(text).not.toMatch(/^# no/m)
  expect(text).not.toContain('<b>')
  expect(text).toContain(String.raw`\[x\](y)`)
})
