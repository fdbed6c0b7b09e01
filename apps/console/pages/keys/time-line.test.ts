import { expect, test } from 'vitest'
import type { KeyLife } from '#core/rings/ring-life'
import { overlapsOf, placeIn, SEEN_SPANS, spanFor, spansOf, ticksIn, windowAround } from './time-line.ts'

const life = (state: KeyLife['state'], since: number, more: Partial<KeyLife> = {}): KeyLife => ({
  kid: 'k',
  algorithm: 'ES256',
  state,
  since,
  ...more,
})

test('a key that is published ahead of its time is so until the timer lets it sign', () => {
  expect(spansOf(life('prepared', 100, { signsFrom: 160 }))).toEqual([{ state: 'prepared', from: 100, to: 160 }])
  expect(spansOf(life('prepared', 100))).toEqual([{ state: 'prepared', from: 100 }])
})

test('a key that signs does so until another takes over, and for ever where none does', () => {
  const was = { prepared: 100 }
  expect(spansOf(life('active', 160, { was, signsUntil: 900 }))).toEqual([
    { state: 'prepared', from: 100, to: 160 },
    { state: 'active', from: 160, to: 900 },
  ])
  expect(spansOf(life('active', 160)).at(-1)).toEqual({ state: 'active', from: 160 })
})

test('a retired key overlaps with its successor until its tokens have expired', () => {
  const retired = life('retired', 500, { was: { prepared: 100, active: 160 }, publishedUntil: 800 })
  expect(spansOf(retired)).toEqual([
    { state: 'prepared', from: 100, to: 160 },
    { state: 'active', from: 160, to: 500 },
    { state: 'retired', from: 500, to: 800 },
  ])
  expect(overlapsOf([life('active', 500), retired])).toEqual([{ from: 500, to: 800 }])
})

test.each<[was: KeyLife['was'], states: string[]]>([
  [{ prepared: 100, active: 160, retired: 500 }, ['prepared', 'active', 'retired']],
  [{ prepared: 100, active: 160 }, ['prepared', 'active']],
  [{ prepared: 100 }, ['prepared']],
  [undefined, []],
])('a revoked key that was %o ends when it was revoked', (was, states) => {
  const spans = spansOf(life('revoked', 600, { ...(was && { was }), rememberedUntil: 900 }))
  expect(spans.map(({ state }) => state)).toEqual(states)
  expect(spans.every(({ to = Infinity }) => to <= 600)).toBe(true)
})

test('a state of which nobody wrote down when it began is left out, and the others are not', () => {
  expect(spansOf(life('retired', 500, { publishedUntil: 800 }))).toEqual([{ state: 'retired', from: 500, to: 800 }])
})

test('now stands in the middle, and a place never leaves what can be drawn', () => {
  const seen = windowAround(1000, 200)
  expect([900, 1000, 1100].map((time) => placeIn(seen, time))).toEqual([0, 50, 100])
  expect([-1e15, Infinity].map((time) => placeIn(seen, time))).toEqual([-100, 200])
})

test('a span is chosen in which the longest overlap is seen whole, where there is one', () => {
  for (const minutes of [1, 2, 30, 61, 600, 1440]) {
    const span = spanFor(minutes * 60_000)
    expect(SEEN_SPANS.map((each) => each.span)).toContain(span)
    expect(span / 2, `${minutes} min`).toBeGreaterThan(minutes * 60_000)
  }
  expect(spanFor(365 * 86_400_000)).toBe(SEEN_SPANS.at(-1)?.span)
})

test.each(SEEN_SPANS.map(({ span, label }) => [label, span] as const))(
  'in %s there are a few round times',
  (_label, span) => {
    const seen = windowAround(Date.parse('2026-11-26T21:23:45Z'), span)
    const ticks = ticksIn(seen)
    expect(ticks.length).toBeGreaterThan(2)
    expect(ticks.length).toBeLessThan(11)
    expect(ticks.every((time) => time >= seen.from && time <= seen.to && time % 60_000 === 0)).toBe(true)
  },
)
