import type { KeyLife } from '#core/rings/ring-life'

/** What of a time line is seen. Milliseconds since 1970. */
export interface TimeWindow {
  from: number
  to: number
}

/** Spans that a person can choose. */
export const SEEN_SPANS = [
  { span: 10 * 60_000, label: '10 min' },
  { span: 60 * 60_000, label: '1 h' },
  { span: 3 * 3_600_000, label: '3 h' },
  { span: 2 * 86_400_000, label: '2 days' },
  { span: 30 * 86_400_000, label: '30 days' },
] as const

/** Where now stands in the window. */
const NOW_AT = 0.5

export const windowAround = (now: number, span: number): TimeWindow => ({
  from: now - span * NOW_AT,
  to: now + span * (1 - NOW_AT),
})

/** The span in which an overlap is seen whole, and large. @param keepAfter the longest one there is */
export const spanFor = (keepAfter: number): number =>
  (
    SEEN_SPANS.find(({ span }) => span * (1 - NOW_AT) >= 1.3 * keepAfter) ??
    SEEN_SPANS[SEEN_SPANS.length - 1] ??
    SEEN_SPANS[0]
  ).span

/** Where a time is in the window: 0 is the left edge, 100 the right one. No further out than one width. */
export function placeIn({ from, to }: TimeWindow, time: number): number {
  const place = ((time - from) / (to - from)) * 100
  return Math.round(Math.min(200, Math.max(-100, place)) * 100) / 100
}

/** Steps between the lines of the axis, in milliseconds. */
const STEPS = [
  60_000,
  2 * 60_000,
  10 * 60_000,
  30 * 60_000,
  3_600_000,
  6 * 3_600_000,
  12 * 3_600_000,
  86_400_000,
  5 * 86_400_000,
]
const MOST_TICKS = 8

/** Round times in the window. */
export function ticksIn({ from, to }: TimeWindow): number[] {
  const step = STEPS.find((each) => (to - from) / each <= MOST_TICKS) ?? (to - from) / MOST_TICKS
  const first = Math.ceil(from / step) * step
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, at) => first + at * step)
}

/** A time in which a key is in one state. Without an end it goes on until somebody changes it. */
export interface KeySpan {
  state: 'prepared' | 'active' | 'retired'
  from: number
  to?: number
}

/**
 * The states of a key one after the other, those to come with them. Where it was not written down since when a key was in
 * a state, that is left out.
 */
export function spansOf({ state, since, was = {}, signsFrom, signsUntil, publishedUntil }: KeyLife): KeySpan[] {
  const startOf = (wanted: KeySpan['state']) => (state === wanted ? since : was[wanted])
  const spans: KeySpan[] = []
  const add = (wanted: KeySpan['state'], to: number | undefined) => {
    const from = startOf(wanted)
    if (from !== undefined) spans.push({ state: wanted, from, ...(to !== undefined && { to }) })
  }
  const end = state === 'revoked' ? since : undefined
  add('prepared', startOf('active') ?? end ?? signsFrom)
  add('active', startOf('retired') ?? end ?? signsUntil)
  add('retired', end ?? publishedUntil)
  return spans
}

/** When two keys of a ring are believed beside each other, for tokens of the earlier one still live. */
export const overlapsOf = (keys: readonly KeyLife[]): TimeWindow[] =>
  keys.flatMap((key) =>
    spansOf(key).flatMap(({ state, from, to }) => (state === 'retired' && to !== undefined ? [{ from, to }] : [])),
  )
