import { expect, test } from 'vitest'
import { openKeyRings } from './open-key-rings.ts'
import { lifeOf } from './ring-life.ts'
import { activate, prepare, redate, revoke, type Ring, type RotationPolicy } from './rotation.ts'
import { ringsForEachTest } from './test-rings.ts'

const key = (kid: string) => ({ kid, algorithm: 'ES256' as const })
const policy: RotationPolicy = { lifetime: 1000, publishAhead: 60, keepAfter: 300 }
const byCall: RotationPolicy = { ...policy, lifetime: Infinity }

const first = activate(prepare([], key('one'), 0), 'one', 5)
const second = activate(prepare(first, key('two'), 900), 'two', 1000)

const livesOf = (ring: Ring, now: number, rules = policy) =>
  lifeOf(ring, rules, now).keys.map(({ algorithm: _algorithm, ...life }) => life)

test('a key tells when it came into each of its states', () => {
  expect(livesOf(revoke(second, 'one', 1100), 1100)).toEqual([
    { kid: 'two', state: 'active', since: 1000, was: { prepared: 900 }, signsUntil: 2000 },
    {
      kid: 'one',
      state: 'revoked',
      since: 1100,
      was: { prepared: 0, active: 5, retired: 1000 },
      rememberedUntil: 1400,
    },
  ])
})

test('a retired key is published for as long as its tokens live', () => {
  expect(livesOf(second, 1100)[1]).toMatchObject({ state: 'retired', publishedUntil: 1300 })
})

test('the next key takes over when the life of the one that signs is over, and never before it was published', () => {
  expect(lifeOf(first, policy, 10).next).toEqual({ move: 'prepare', at: 945 })
  const inTime = prepare(first, key('two'), 945)
  expect(lifeOf(inTime, policy, 950)).toMatchObject({
    next: { move: 'activate', at: 1005 },
    keys: [{ signsFrom: 1005 }, { signsUntil: 1005 }],
  })
  expect(lifeOf(prepare(first, key('two'), 1000), policy, 1000).next).toEqual({ move: 'activate', at: 1060 })
})

test('what is late is due now', () => {
  expect(lifeOf(first, policy, 5000).next).toEqual({ move: 'prepare', at: 5000 })
})

test('a ring that rotates by call only says of no key when another takes over', () => {
  const life = lifeOf(prepare(first, key('two'), 10), byCall, 20)
  expect(life.next).toBeUndefined()
  expect(livesOf(prepare(first, key('two'), 10), 20, byCall).every((each) => !('signsUntil' in each))).toBe(true)
})

test('a ring without a key has nothing ahead', () => {
  expect(lifeOf([], policy, 0)).toEqual({ keys: [] })
})

test('a past that a wrong clock wrote down is not later than now', () => {
  const ring = activate(prepare([], key('one'), 200_000), 'one', 300_000)
  expect(redate(ring, 1000)).toEqual([{ ...key('one'), state: 'active', since: 1000, was: { prepared: 1000 } }])
})

const { open, clock, place } = ringsForEachTest()

test('the past outlives a restart where the store does, and is in no answer but that of the time line', async () => {
  const rings = await open()
  clock.advance({ minutes: 5 })
  await rings.renew('a')
  const { keys } = (await open()).life('a')
  expect(keys[1]).toMatchObject({ state: 'retired', was: { active: expect.any(Number) } })
  expect(rings.entries('a').every((entry) => !('was' in entry))).toBe(true)
})

test('without a store, the files tell since when a key signed', async () => {
  const openFiles = () =>
    openKeyRings({ folder: place.folder, firstRings: ['a'], algorithm: 'ES256', keepSeconds: 3600, clock })
  const rings = await openFiles()
  const from = clock.now()
  clock.advance({ minutes: 5 })
  await rings.renew('a')
  expect((await openFiles()).life('a').keys[1]).toMatchObject({ state: 'retired', was: { active: from } })
})
