import { expect, test } from 'vitest'
import type { Ring } from '#core/rings/rotation'
import { placeOnLine } from '#core/page/key-places'
import { peopleKeyLine } from './key-line.ts'

const HOUR = 3_600_000
const HALF = HOUR / 2
const PERIODS = { keyDuration: 3 * HOUR, tokenDuration: HALF }

const first = { kid: 'one', algorithm: 'ES256' as const }
const second = { kid: 'two', algorithm: 'ES256' as const }

const marksAt = (ring: Ring, now: number) =>
  Object.fromEntries(peopleKeyLine(ring, PERIODS, now).marks.map(({ kind, at }) => [kind, at / HOUR]))

// The worked example of ST-11: L is three hours, D half an hour, and it begins at 0:00.
test('before the next key is there, the line says when it will be', () => {
  const ring: Ring = [{ ...first, state: 'active', since: 0 }]
  expect(marksAt(ring, HOUR)).toEqual({ publish: 2, activate: 2.5, drop: 3, exp: 2.25, now: 1 })
  expect(peopleKeyLine(ring, PERIODS, HOUR).keys).toEqual([
    { kid: undefined, state: 'to come', published: 2 * HOUR, signs: { from: 2.5 * HOUR, to: 4.5 * HOUR }, gone: 5 * HOUR }, // prettier-ignore
    { kid: 'one', state: 'active', published: 0, signs: { from: 0, to: 2.5 * HOUR }, gone: 3 * HOUR },
  ])
})

test('when it is published and does not sign yet, clients look again at the end of the old one', () => {
  const ring: Ring = [
    { ...second, state: 'prepared', since: 2 * HOUR },
    { ...first, state: 'active', since: 0 },
  ]
  const { exp, ...marks } = marksAt(ring, 2.3 * HOUR)
  expect(marks).toEqual({ publish: 2, activate: 2.5, drop: 3, now: 2.3 })
  expect(exp).toBeCloseTo(3, 3)
  expect(peopleKeyLine(ring, PERIODS, 2.3 * HOUR).keys.map(({ kid, signs, gone }) => [kid, signs, gone])).toEqual([
    ['two', { from: 2.5 * HOUR, to: 4.5 * HOUR }, 5 * HOUR],
    ['one', { from: 0, to: 2.5 * HOUR }, 3 * HOUR],
  ])
})

test('an old key stays for as long as its tokens live', () => {
  const ring: Ring = [
    { ...second, state: 'active', since: 2.5 * HOUR, was: { prepared: 2 * HOUR } },
    { ...first, state: 'retired', since: 2.5 * HOUR, was: { active: 0 } },
  ]
  const [next, active, old] = peopleKeyLine(ring, PERIODS, 2.6 * HOUR).keys
  expect(old).toEqual({ kid: 'one', state: 'retired', published: 0, signs: { from: 0, to: 2.5 * HOUR }, gone: 3 * HOUR }) // prettier-ignore
  expect(active).toMatchObject({ published: 2 * HOUR, signs: { from: 2.5 * HOUR, to: 4.5 * HOUR }, gone: 5 * HOUR })
  expect(next).toMatchObject({ state: 'to come', published: 4 * HOUR })
})

test('a key that was taken out has no place in the set, and one that never signed no time in which it did', () => {
  const line = peopleKeyLine([{ ...first, state: 'revoked', since: HOUR, was: { prepared: 0 } }], PERIODS, 2 * HOUR)
  expect(line.keys).toEqual([{ kid: 'one', state: 'revoked', published: 0, gone: HOUR }])
  expect(line.marks).toEqual([{ kind: 'exp', at: 2 * HOUR }, { kind: 'now', at: 2 * HOUR }]) // prettier-ignore
})

test('whatever is on the line is between its edges, also where nothing is', () => {
  for (const ring of [[], [{ ...first, state: 'active' as const, since: 0 }]])
    for (const now of [0, HOUR, 100 * HOUR]) {
      const line = peopleKeyLine(ring, PERIODS, now)
      const places = [...line.marks.map(({ at }) => at), ...line.keys.flatMap((key) => [key.published, key.gone])]
      for (const at of places) expect(placeOnLine(line, at)).toBeGreaterThan(0)
      for (const at of places) expect(placeOnLine(line, at)).toBeLessThan(100)
    }
})
