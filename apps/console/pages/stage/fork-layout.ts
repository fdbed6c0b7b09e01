import { BADGE } from './badges.ts'
import type { Box, PictureFrame } from './layout.ts'

/** Who stands where, when the way of a request forks at its end. */
export interface ForkedNames {
  issuer: string
  caller: string
  /** Behind the caller, one after the other. */
  chain: readonly string[]
  /** At the end, where the way forks: one below the other. */
  ends: readonly string[]
  /** Who has no part. */
  aside: readonly string[]
}

const EDGE = 10

/** Between two columns of a phone that no line joins. */
const SLIM_GAP = 8

/** The authority at the top, with those who have no part beside it; below them the way of the request, from left to right. */
export const placeFork = (names: ForkedNames, frame: PictureFrame): Box[] =>
  frame.isNarrow ? placeNarrowFork(names, frame) : placeWideFork(names, frame)

function placeWideFork({ issuer, caller, chain, ends, aside }: ForkedNames, { width, height }: PictureFrame): Box[] {
  const size = { width: 204, height: 62 }
  const farRight = width - size.width - EDGE
  const bottom = height - size.height - EDGE
  const top = Math.max(EDGE + size.height + 2 * EDGE, height * 0.36)
  const row = (top + bottom) / 2
  // Between many boxes, lines need room for the numbers of their steps.
  const isLong = chain.length > 2
  const first = isLong ? SLIM_CALLER : size.width
  const inside = farRight - EDGE - first
  const wide = Math.min(170, inside / chain.length - 3 * EDGE)
  const widths = chain.map((name) => (isLong ? Math.max(SLIMMEST, name.length * LONG_LETTER + 3 * EDGE) : wide))
  const room = inside - sumOf(widths)
  const firstGap = isLong ? SHORT_GAP : room / (chain.length + 1)
  const gap = (room - firstGap) / chain.length
  return [
    { name: issuer, x: (width - size.width) / 2, y: EDGE, ...size },
    ...aside.map((name, index) => ({ name, x: index === 0 ? farRight : EDGE, y: EDGE, ...size })),
    { name: caller, x: EDGE, y: row, ...size, width: first },
    ...widths.map((own, index) => {
      const x = EDGE + first + firstGap + sumOf(widths.slice(0, index)) + gap * index
      return { name: chain[index] ?? '', x, y: row, ...size, width: own }
    }),
    ...ends.map((name, index) => ({ name, x: farRight, y: between(top, bottom, index, ends.length), ...size })),
  ]
}

/** What names need that are short, and what each letter of a long one does. */
const SLIM_CALLER = 120
const SLIMMEST = 110
const LONG_LETTER = 9

/** Behind the caller of a long way: it asks once. */
const SHORT_GAP = 1.5 * BADGE

const sumOf = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0)

/** On a phone: the caller and the first behind it at the left, the others in the middle, the ends at the right. */
function placeNarrowFork(names: ForkedNames, frame: PictureFrame): Box[] {
  const { issuer, caller, chain, ends, aside } = names
  const { left, right, farRight, bottom, middle, box } = narrowRoom(frame)
  const [first = '', ...others] = chain
  if (others.length > 1) return placeLongNarrowFork(names, frame)
  const room = farRight - left - EDGE
  return [
    box(issuer, EDGE + left + 5, EDGE, room - 10),
    ...aside.map((name, index) => (index === 0 ? box(name, farRight, EDGE, right) : box(name, EDGE, EDGE, left))),
    box(caller, EDGE, middle, left),
    box(first, EDGE, bottom, left),
    ...others.map((name) => box(name, EDGE + left + room / 4, (middle + bottom) / 2, room / 2)),
    ...ends.map((name, index) => box(name, farRight, between(middle, bottom, index, ends.length), right)),
  ]
}

/**
 * The way goes up to the first, and then down in the middle: so the lines are long enough for the numbers of their steps, and none goes
 * through a box. Who has no part is left out, for want of room.
 */
function placeLongNarrowFork({ issuer, caller, chain, ends }: ForkedNames, frame: PictureFrame): Box[] {
  const { tall, left, right, farRight, bottom, middle, box } = narrowRoom(frame)
  const [first = '', ...others] = chain
  const inside = EDGE + left + SLIM_GAP
  const highest = bottom - (ends.length - 1) * (tall + EDGE)
  return [
    box(issuer, farRight, EDGE, right),
    box(first, EDGE, EDGE, left),
    box(caller, EDGE, bottom, left),
    ...others.map((name, index) =>
      box(name, inside, between(middle, bottom, index, others.length), farRight - inside - BADGE),
    ),
    ...ends.map((name, index) => box(name, farRight, between(highest, bottom, index, ends.length), right)),
  ]
}

function narrowRoom({ width, height }: PictureFrame) {
  const tall = 50
  const [left, right] = [92, 128]
  const farRight = width - right - EDGE
  const bottom = height - tall - EDGE
  const box = (name: string, x: number, y: number, wide: number): Box => ({ name, x, y, width: wide, height: tall })
  return { tall, left, right, farRight, bottom, middle: (EDGE + bottom) / 2, box }
}

const between = (from: number, to: number, index: number, count: number) =>
  count === 1 ? (from + to) / 2 : from + ((to - from) * index) / (count - 1)
