import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { formTokenOf, isFormTokenOf, newSessionId } from './session-ids.ts'
import { createSessions, IDLE_END, LONGEST_SESSION } from './sessions.ts'

function open() {
  const clock = manualClock('2026-11-27T08:00:00Z')
  const store = createMemoryStore(clock)
  return { clock, store, sessions: createSessions(store, clock.now), other: createSessions(store, clock.now) }
}

const STOKE = { person: 3, mark: 'of the password' }

test('a session is found by another factory on the same store, and the store gives none away', async () => {
  const { sessions, other, store } = open()
  const id = await sessions.begin(STOKE)
  expect(await other.find(id)).toMatchObject(STOKE)
  const kept = JSON.stringify(await store.list('people-sessions'))
  expect(kept).not.toContain(id)
  expect(kept).not.toContain(formTokenOf(id))
})

test('a session ends when nobody was there, and at the latest after a working day', async () => {
  const { sessions, clock } = open()
  const id = await sessions.begin(STOKE)
  clock.advance({ milliseconds: IDLE_END - 1 })
  expect(await sessions.find(id)).toBeDefined()
  clock.advance({ milliseconds: IDLE_END - 1 })
  expect(await sessions.find(id)).toBeDefined()
  clock.advance({ milliseconds: IDLE_END })
  expect(await sessions.find(id)).toBeUndefined()
  const busy = await sessions.begin(STOKE)
  for (let spent = 0; spent < LONGEST_SESSION - IDLE_END; spent += 600_000) {
    clock.advance({ milliseconds: 600_000 })
    expect(await sessions.find(busy)).toBeDefined()
  }
  clock.advance({ milliseconds: 600_000 })
  await sessions.find(busy)
  clock.advance({ milliseconds: 600_000 })
  expect(await sessions.find(busy)).toBeUndefined()
})

test('a store whose clock is moved ends no session, and what has ended leaves it with the next one', async () => {
  const { store, clock: moved } = open()
  const machine = manualClock('2026-11-27T08:00:00Z')
  const sessions = createSessions(store, machine.now)
  const id = await sessions.begin(STOKE)
  moved.advance({ days: 30 })
  expect(await sessions.find(id)).toBeDefined()
  machine.advance({ minutes: 10 })
  expect(await sessions.find(id)).toBeDefined() // it is written again
  moved.advance({ days: 30 })
  expect(await sessions.find(id)).toBeDefined()
  machine.advance({ milliseconds: IDLE_END })
  await sessions.begin({ person: 4, mark: '' })
  expect(await store.list('people-sessions')).toHaveLength(1)
})

test('what has ended stays ended, also for a factory that is about to write when it was last used', async () => {
  const { sessions, other, clock, store } = open()
  const id = await sessions.begin(STOKE)
  clock.advance({ minutes: 2 })
  const slow = createSessions({ ...store, get: (...asked) => store.get(...asked).then(async (text) => (await other.end(id), text)) }, clock.now) // prettier-ignore
  expect(await slow.find(id)).toBeUndefined()
  expect(await sessions.find(id)).toBeUndefined()
})

test('somebody with more than eight browsers loses the oldest; others lose nothing', async () => {
  const { sessions, clock } = open()
  const mine: string[] = []
  const others = await sessions.begin({ person: 4, mark: '' })
  for (let at = 0; at < 9; at++) {
    clock.advance({ seconds: 1 })
    mine.push(await sessions.begin(STOKE))
  }
  const found = await Promise.all([others, ...mine].map(async (id) => (await sessions.find(id)) !== undefined))
  expect(found).toEqual([true, false, true, true, true, true, true, true, true, true])
  await sessions.endAllOf(3)
  expect(await Promise.all(mine.map((id) => sessions.find(id)))).toEqual(mine.map(() => undefined))
  expect(await sessions.find(others)).toBeDefined()
})

test('an id that nobody gave out is none, whatever its form', async () => {
  const { sessions } = open()
  for (const id of ['', '__proto__', newSessionId(), 'x'.repeat(100_000), 'ä'.repeat(43)])
    expect(await sessions.find(id)).toBeUndefined()
})

test('the token of a form belongs to one session', () => {
  const [one, other] = [newSessionId(), newSessionId()]
  expect(one).not.toBe(other)
  expect(isFormTokenOf(one, formTokenOf(one))).toBe(true)
  expect(isFormTokenOf(one, formTokenOf(other))).toBe(false)
  expect(isFormTokenOf(one, '')).toBe(false)
  expect(formTokenOf(one)).not.toContain(one)
})
