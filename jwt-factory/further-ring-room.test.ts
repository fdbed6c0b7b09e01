import { beforeEach, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { furtherRing } from '#core/rings/ring-id'
import { MAX_RINGS, type KeyRings } from '#core/rings/key-rings'
import { createMemoryStore } from '#core/store/memory-store'
import { sureTime } from '#core/store/sure-time'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { MAX_DECLARED_RINGS } from './registered-clients/declared-room.ts'
import { createRingRoom, type RingRoom, RINGS_OF_PROVIDER } from './ring-room.ts'
import { createRingUse, type RingUse } from './ring-use.ts'

const FIRST = ['@', 'servicea']

let made: Map<string, number>
let clock: ReturnType<typeof manualClock>
let use: RingUse
let room: RingRoom
beforeEach(() => {
  clock = manualClock('2026-11-26T12:00:00Z')
  const store = createMemoryStore(clock)
  use = createRingUse({ store, clock, sureNow: sureTime(clock), lifeSeconds: 3600, firstRings: FIRST })
  made = new Map(FIRST.map((name) => [name, 0]))
  room = createRingRoom({ rings, use, firstRings: FIRST, machine: clock })
})

/** Rings that are names only. */
const rings = {
  ids: () => [...made.keys()],
  active: (ringId: string) => (made.has(ringId) ? {} : undefined),
  entries: (ringId: string) => [{ since: made.get(ringId) }],
  remove: async (ringId: string) => made.delete(ringId),
} as unknown as KeyRings // all that is used of them

const admit = async (ringId: string) => {
  await room.admit(ringId, async () => void made.set(ringId, made.size))
  clock.advance({ seconds: 3 }) // no more in a while than there is room for
}
const ofIssuers = () => [...made.keys()].filter((ringId) => /^@[^@]/.test(ringId))

test('further rings of named issuers are in the same room as their own', async () => {
  for (let at = 0; at < 80; at++) {
    await admit(`@i${at}`)
    await admit(`@i${at}@EdDSA`)
  }
  expect(ofIssuers()).toHaveLength(100)
  expect(ofIssuers().filter((ringId) => !made.has(ringId.replace('@EdDSA', '')))).toEqual([])
})

test('one that is the oldest and unused goes with its further ones; who has one in use stays, and so does who asks', async () => {
  await admit('@used')
  await admit('@used@EdDSA')
  await use.note('@used@EdDSA')
  await admit('@asks')
  for (let at = 0; at < 97; at++) await admit(`@i${at}`)
  await admit('@asks@EdDSA')
  expect(['@used', '@used@EdDSA', '@asks', '@asks@EdDSA'].filter((ringId) => !made.has(ringId))).toEqual([])
  expect(made.has('@i0')).toBe(false)
  expect(ofIssuers()).toHaveLength(100)
})

test('an issuer that is removed takes its further rings along', async () => {
  await admit('@demo')
  await admit('@demo@EdDSA')
  await admit('@demo2@EdDSA')
  await use.note('@demo@EdDSA')
  expect(await room.remove('@demo')).toBe(true)
  expect(ofIssuers()).toEqual(['@demo2@EdDSA'])
  expect(await use.ringIds()).toEqual(new Set())
})

test('the main issuer may sign by every algorithm, however many rings others have made', async () => {
  for (let at = 0; at < 150; at++) await admit(`@i${at}`)
  for (let at = 0; at < 1000; at++) await admit(`ring${at}`)
  for (const algorithm of ALL_ALGORITHMS.slice(1)) await admit(furtherRing('@', algorithm))
  expect(made.size).toBe(MAX_RINGS - MAX_DECLARED_RINGS - RINGS_OF_PROVIDER)
})
