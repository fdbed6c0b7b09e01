import { expect, test } from 'vitest'
import type { RingEntry } from '../rings/rotation.ts'
import { tellRings } from './ring-routes.ts'

const entry = (kid: string, state: RingEntry['state'], since: number) => ({
  kid,
  algorithm: 'ES256' as const,
  state,
  since,
})

/** Rings of one key each, by the time when it last changed; `@` and servicea are there from the start. */
const changed = new Map([
  ['@', 1],
  ['demo', 50],
  ['Other', 70],
  ['servicea', 3],
  ['demo-2', 60],
])

const parts = (keys = (ringId: string) => [entry(`${ringId}-key`, 'active', changed.get(ringId) ?? 0)]) => ({
  rings: {
    ids: () => [...changed.keys()].sort(),
    life: (ringId: string) => ({ keys: keys(ringId) }),
    policy: { lifetime: Infinity, publishAhead: 60, keepAfter: 300 },
  },
  clock: { now: () => 1000 },
  first: ['@', 'servicea'],
})

const idsFor = (query: object) => tellRings(parts(), query).rings.map(({ ringId }) => ringId)

test('the rings that stay come first, then those that have changed last', () => {
  expect(idsFor({})).toEqual(['@', 'servicea', 'Other', 'demo-2', 'demo'])
})

test('no more than so many are told, and their number is', () => {
  expect(idsFor({ most: '2' })).toEqual(['@', 'servicea'])
  expect(tellRings(parts(), { most: '2' }).count).toBe(5)
})

test('rings are found by a part of their name, whatever its capital letters', () => {
  expect(idsFor({ like: 'DEMO' })).toEqual(['demo-2', 'demo'])
  expect(idsFor({ like: 'other' })).toEqual(['Other'])
  expect(tellRings(parts(), { like: 'demo', most: '1' }).count).toBe(2)
})

test.each([{ most: '0' }, { most: '702' }, { most: 'all' }, { more: '1' }])('refuses %o', (query) => {
  expect(() => tellRings(parts(), query)).toThrow(/The parameter/)
})

const many = () => [entry('a', 'active', 9), ...Array.from({ length: 25 }, (_, at) => entry(`r${at}`, 'revoked', 8))]

test('of many revoked keys the last ones are told, and how many more there were', () => {
  const { keys, leftOut } = tellRings(parts(many), { like: '@' }).rings[0] ?? { keys: [], leftOut: 0 }
  expect({ told: keys.length, leftOut, last: keys.at(-1)?.kid }).toEqual({ told: 11, leftOut: 15, last: 'r9' })
})

test('a time that never comes is left out: JSON has no word for it', () => {
  expect(tellRings(parts(), {})).toMatchObject({ now: 1000, policy: { publishAhead: 60, keepAfter: 300 } })
  expect(tellRings(parts(), {}).policy).not.toHaveProperty('lifetime')
})

test('what the timer does first of all is told, whichever rings were asked for', () => {
  const due: Record<string, number> = { demo: 5000, '@': 9000, Other: 14_000 }
  const rings = {
    ...parts().rings,
    life: (ringId: string) => {
      const at = due[ringId]
      return { keys: [], ...(at !== undefined && { next: { move: 'prepare' as const, at } }) }
    },
  }
  const { next } = tellRings({ ...parts(), rings }, { like: 'servicea' })
  expect(next).toEqual({ ringId: 'demo', move: 'prepare', at: 5000, others: 1 })
  expect(tellRings(parts(), {})).not.toHaveProperty('next')
})
