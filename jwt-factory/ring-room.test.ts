import { beforeEach, describe, expect, test } from 'vitest'
import { manualClock, nextTurn } from '#core/clock'
import { MAX_RINGS, type KeyRings } from '#core/rings/key-rings'
import { createMemoryStore } from '#core/store/memory-store'
import { StoreUnavailable } from '#core/store/store'
import { createRingRoom, MAX_FURTHER_OF_MAIN, RINGS_OF_PROVIDER, type RingRoom } from './ring-room.ts'
import { MAX_DECLARED_RINGS } from './registered-clients/declared-room.ts'
import { sureTime } from '#core/store/sure-time'
import { createRingUse, type RingUse } from './ring-use.ts'

const LIFE_SECONDS = 3600
const FIRST = ['@', 'servicea']
const ISSUERS = 100
const CALLERS = MAX_RINGS - ISSUERS - MAX_DECLARED_RINGS - MAX_FURTHER_OF_MAIN - RINGS_OF_PROVIDER - FIRST.length

let made: Map<string, number>
let clock: ReturnType<typeof manualClock>
let store: ReturnType<typeof createMemoryStore>
let use: RingUse
let room: RingRoom
beforeEach(() => {
  clock = manualClock('2026-11-26T12:00:00Z')
  store = createMemoryStore(clock)
  use = createRingUse({ store, clock, sureNow: sureTime(clock), lifeSeconds: LIFE_SECONDS, firstRings: FIRST })
  made = new Map(FIRST.map((name) => [name, 0]))
  room = createRingRoom({ rings, use, firstRings: FIRST, machine: clock })
})

/** Rings that are names only, in the order of their names. */
const rings = {
  ids: () => [...made.keys()].sort(),
  active: (ringId: string) => (made.has(ringId) ? {} : undefined),
  entries: (ringId: string) => [{ since: made.get(ringId) }],
  remove: async (ringId: string) => made.delete(ringId),
} as unknown as KeyRings // all that is used of them

async function make(ringId: string): Promise<void> {
  await Promise.resolve()
  made.set(ringId, made.size)
}

const admit = (ringId: string) => room.admit(ringId, () => make(ringId))

async function fill(prefix: string, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    await admit(`${prefix}${at}`)
    clock.advance({ seconds: 3 }) // no more in a while than there is room for
  }
}

describe('a thousand names that somebody thought of', () => {
  test('are as many rings as there is room for: a new one takes that of the one that stood unused for longest', async () => {
    await fill('zz', 1000)
    expect(made.size).toBe(FIRST.length + CALLERS)
    await admit('aa')
    expect([made.has('aa'), made.has('zz999'), made.has(`zz${1000 - CALLERS}`)]).toEqual([true, true, false])
    expect([...made.keys()].slice(0, FIRST.length)).toEqual(FIRST)
  })

  test('leave room for issuers, and those for rings', async () => {
    await fill('ring', 1000)
    for (let at = 0; at < CALLERS + 1; at++) await use.note(rings.ids()[FIRST.length + at] ?? '')
    await fill('@issuer', 150)
    expect(rings.ids().filter((id) => /^@./.test(id))).toHaveLength(ISSUERS)
    expect(made.size).toBe(FIRST.length + CALLERS + ISSUERS)
    expect(made.size).toBeLessThanOrEqual(MAX_RINGS)
  })

  test('at once pass no bound', async () => {
    const gate = Promise.withResolvers<void>()
    const slowly = (ringId: string) =>
      room.hold([ringId], ringId, () => room.admit(ringId, () => gate.promise.then(() => make(ringId))))
    const all = Promise.allSettled(Array.from({ length: 1000 }, (_, at) => slowly(`@of-client${at}`)))
    await nextTurn() // all of them have asked for room by then
    gate.resolve()
    await all
    expect(made.size).toBe(FIRST.length + ISSUERS)
  })
})

test('one that signs stays, until its tokens have expired; what is there already needs no room', async () => {
  await fill('ring', CALLERS)
  for (const name of rings.ids()) await use.note(name)
  await expect(admit('one-more')).rejects.toMatchObject({ type: 'too-many-keys' })
  await expect(room.admit('ring7', async () => 'done')).resolves.toBe('done')
  await expect(admit('servicea')).resolves.toBeUndefined()
  clock.advance({ hours: 2 })
  await admit('one-more')
  expect(made.has('one-more')).toBe(true)
})

test('one whose tokens live stays, though a clock leaps ahead for a while', async () => {
  await fill('ring', CALLERS)
  for (const name of rings.ids()) await use.note(name)
  clock.set('2026-11-26T23:00:00Z')
  await expect(admit('one-more')).rejects.toMatchObject({ type: 'too-many-keys' })
})

describe('a ring that is removed', () => {
  test('is no longer in use: the store does not grow with the names that were thought of', async () => {
    await admit('one')
    await use.note('one')
    expect(await room.remove('one')).toBe(true)
    expect(await store.list('rings-in-use')).toEqual([])
    expect(await room.remove('one')).toBe(false)
  })

  test('is none of those that services sign with', async () => {
    await expect(room.remove('servicea')).rejects.toMatchObject({ status: 409 })
    expect(made.has('servicea')).toBe(true)
  })
})

test('a use that cannot be written down is tried again, and refuses no token meanwhile', async () => {
  let isAway = true
  const flaky: typeof store = {
    ...store,
    set: (...args) => (isAway ? Promise.reject(new StoreUnavailable('away')) : store.set(...args)),
  }
  use = createRingUse({ store: flaky, clock, sureNow: sureTime(clock), lifeSeconds: LIFE_SECONDS, firstRings: FIRST })
  use.noteBeside('one')
  await expect(use.note('two')).rejects.toThrow(StoreUnavailable)
  isAway = false
  use.noteBeside('one')
  await use.note('two')
  expect(await use.ringIds()).toEqual(new Set(['one', 'two']))
})
