import { expect, test } from 'vitest'
import {
  activate,
  forget,
  isPublished,
  nextMove,
  prepare,
  redate,
  revoke,
  type Ring,
  type RotationPolicy,
} from './rotation.ts'

const policy: RotationPolicy = { lifetime: 1000, publishAhead: 100, keepAfter: 300 }
const key = (kid: string) => ({ kid, algorithm: 'ES256' as const })
const first = activate(prepare([], key('one'), 0), 'one', 0)
const states = (ring: Ring) => ring.map(({ kid, state }) => `${kid} ${state}`)

test('a ring without a key is due for one at once', () => {
  expect(nextMove([], policy, 0)).toBe('prepare')
})

test('the timer prepares a key ahead of the end of the active one, and not before', () => {
  expect(nextMove(first, policy, 899)).toBeUndefined()
  expect(nextMove(first, policy, 900)).toBe('prepare')
})

test('a prepared key signs when it was published long enough and the active one has reached its end', () => {
  const late = prepare(first, key('two'), 950)
  expect(nextMove(late, policy, 1000)).toBeUndefined()
  expect(nextMove(late, policy, 1050)).toBe('activate')
  const early = prepare(first, key('two'), 100)
  expect(nextMove(early, policy, 999)).toBeUndefined()
  expect(nextMove(early, policy, 1000)).toBe('activate')
})

test('a life that counts from publication is over earlier for a key that waited before it signed', () => {
  const counted: RotationPolicy = { ...policy, countsFrom: 'publication' }
  expect(nextMove(first, counted, 899)).toBeUndefined()
  expect(nextMove(first, counted, 900)).toBe('prepare')
  const second = forget(activate(prepare(first, key('two'), 900), 'two', 1000), policy, 1300)
  expect(nextMove(second, counted, 1799)).toBeUndefined()
  expect(nextMove(second, counted, 1800)).toBe('prepare')
  expect(nextMove(second, policy, 1800)).toBeUndefined()
  const unwritten = second.map(({ was: _was, ...entry }) => entry)
  expect(nextMove(unwritten, counted, 1899)).toBeUndefined()
})

test('without a lifetime the timer never moves', () => {
  expect(nextMove(first, { ...policy, lifetime: Infinity }, 1e15)).toBeUndefined()
})

test('taking a key into use retires the one before', () => {
  expect(states(activate(prepare(first, key('two'), 900), 'two', 1000))).toEqual(['two active', 'one retired'])
})

test('a retired key is published for the life of its tokens, and then forgotten', () => {
  const ring = activate(prepare(first, key('two'), 900), 'two', 1000)
  const [, retired] = ring
  expect(retired && isPublished(retired, policy, 1299)).toBe(true)
  expect(retired && isPublished(retired, policy, 1300)).toBe(false)
  expect(nextMove(ring, policy, 1299)).toBeUndefined()
  expect(nextMove(ring, policy, 1300)).toBe('forget')
  expect(states(forget(ring, policy, 1300))).toEqual(['two active'])
})

test('a revoked key is never published, and remembered for the life of its tokens', () => {
  const ring = revoke(activate(prepare(first, key('two'), 900), 'two', 1000), 'one', 1100)
  const [, revoked] = ring
  expect(revoked && isPublished(revoked, policy, 1100)).toBe(false)
  expect(states(forget(ring, policy, 1399))).toEqual(['two active', 'one revoked'])
  expect(states(forget(ring, policy, 1400))).toEqual(['two active'])
})

test('of many revoked keys the oldest are forgotten: a ring does not grow for ever', () => {
  let ring: Ring = first
  for (let count = 0; count < 150; count++)
    ring = revoke(prepare(ring, key(`leaked ${count}`), count), `leaked ${count}`, count)
  expect(ring).toHaveLength(101)
  expect(ring[0]?.kid).toBe('leaked 149')
  expect(ring.at(-1)?.kid).toBe('one')
})

test.each(['prepared', 'active', 'retired', 'revoked'] as const)(
  'a %s key whose state began in the future has a wrong date: it begins now, and lasts no longer than it should',
  (state) => {
    const now = 1_000_000
    const ring: Ring = [{ ...key('one'), state, since: now + 86_400_000 }]
    expect(nextMove(ring, policy, now)).toBe('redate')
    expect(redate(ring, now)).toEqual([{ ...key('one'), state, since: now }])
    const retired: Ring = redate([{ ...key('one'), state: 'retired', since: now + 86_400_000 }], now)
    expect(retired.filter((entry) => isPublished(entry, policy, now + policy.keepAfter))).toEqual([])
  },
)

test('the clocks of several factories may differ a little: such a date is left as it is', () => {
  const ring: Ring = [{ ...key('one'), state: 'active', since: 60_000 }]
  expect(nextMove(ring, { ...policy, lifetime: Infinity }, 0)).toBeUndefined()
  expect(redate(ring, 0)).toEqual(ring)
})
