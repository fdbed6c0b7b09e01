import { beforeEach, describe, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { TooManyKeys } from '#core/keys/key-errors'
import type { KeyRings } from '#core/rings/key-rings'
import { createMemoryStore } from '#core/store/memory-store'
import { StoreUnavailable } from '#core/store/store'
import { createRingRoom, type RingRoom } from './ring-room.ts'
import { createRingUse, type RingUse } from './ring-use.ts'

const BOUND = 5
const LIFE_SECONDS = 3600

let names: Set<string>
let clock: ReturnType<typeof manualClock>
let store: ReturnType<typeof createMemoryStore>
let use: RingUse
let room: RingRoom
beforeEach(() => {
  clock = manualClock('2026-11-26T12:00:00Z')
  store = createMemoryStore(clock)
  use = createRingUse(store, clock, LIFE_SECONDS)
  names = new Set(['servicea', '@', '@near'])
  room = createRingRoom({ rings, use, firstRings: ['servicea'] })
})

/** Rings that are names only, and few. */
const rings = {
  ids: () => [...names],
  active: (ringId: string) => (names.has(ringId) ? {} : undefined),
  remove: async (ringId: string) => names.delete(ringId),
} as unknown as KeyRings

async function make(ringId: string): Promise<void> {
  await Promise.resolve()
  if (!names.has(ringId) && names.size >= BOUND) throw new TooManyKeys('there are 5 rings already')
  names.add(ringId)
}

const admit = (ringId: string) => room.admit(ringId, () => make(ringId))

describe('where all rings are taken', () => {
  test('a new one takes the room of the first that nobody uses; those of services and issuers stay', async () => {
    for (const name of ['one', 'two', 'three', 'four']) await admit(name)
    expect(rings.ids()).toEqual(['servicea', '@', '@near', 'three', 'four'])
  })

  test('a new issuer takes the room of a ring, too', async () => {
    for (const name of ['one', 'two', '@far']) await admit(name)
    expect(rings.ids()).toEqual(['servicea', '@', '@near', 'two', '@far'])
  })

  test('one that signs stays, until its tokens have expired', async () => {
    await admit('one')
    await admit('two')
    await use.note('one')
    await admit('three')
    expect(rings.ids()).toContain('one')
    await use.note('three')
    await expect(admit('four')).rejects.toThrow(TooManyKeys)
    clock.advance({ hours: 2 })
    await admit('four')
    expect(rings.ids()).not.toContain('one')
  })

  test('many at once find their room, one after the other', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, at) => admit(`ring-${at}`)))
    expect(names.size).toBe(BOUND)
  })

  test('what is there already needs no room', async () => {
    await admit('one')
    await admit('two')
    await use.note('one')
    await use.note('two')
    await expect(room.admit('one', async () => 'done')).resolves.toBe('done')
  })
})

describe('a ring that is removed', () => {
  test('is no longer in use: the store does not grow with the names that were thought of', async () => {
    await admit('one')
    await use.note('one')
    expect(await room.remove('one')).toBe(true)
    expect(await use.ringIds()).toEqual(new Set())
    expect(await room.remove('one')).toBe(false)
  })

  test('is none of those that services sign with', async () => {
    await expect(room.remove('servicea')).rejects.toMatchObject({ status: 409 })
    expect(rings.ids()).toContain('servicea')
  })
})

test('a use that cannot be written down is tried again, and refuses no token meanwhile', async () => {
  let isAway = true
  const flaky: typeof store = {
    ...store,
    set: (...args) => (isAway ? Promise.reject(new StoreUnavailable('away')) : store.set(...args)),
  }
  use = createRingUse(flaky, clock, LIFE_SECONDS)
  use.noteBeside('one')
  await expect(use.note('two')).rejects.toThrow(StoreUnavailable)
  isAway = false
  use.noteBeside('one')
  await use.note('two')
  expect(await use.ringIds()).toEqual(new Set(['one', 'two']))
})
