import { expect, test } from 'vitest'
import { BADGE, placeBadges, shownNumbers } from './badges.ts'
import { lineBetween, placeBoxes } from './layout.ts'

const boxes = placeBoxes({ caller: 'servicea', right: ['serviceb', 'servicec'] })
/** From who calls to who is called, as the picture draws them. */
const pairs = boxes.flatMap((to, at) => boxes.slice(at + 1).map((from) => lineBetween(from, to)))

/** The lines that a row of signs stands on, by looking at many of their points. */
const linesUnder = ({ x, y }: { x: number; y: number }, count: number) =>
  pairs.filter(({ start, end }) =>
    Array.from({ length: 1001 }, (_, at) => at / 1000).some(
      (part) =>
        Math.abs(start.x + (end.x - start.x) * part - x) < (BADGE * count) / 2 &&
        Math.abs(start.y + (end.y - start.y) * part - y) < BADGE / 2,
    ),
  )

test.each([1, 2, 4])('%s numbers on every line of the whole cast stand on no other line, box or number', (count) => {
  const middles = placeBadges(
    pairs.map((line) => ({ line, count })),
    boxes,
  )
  for (const [at, middle] of middles.entries()) {
    const isShort = Math.abs((pairs[at]?.end.y ?? 0) - (pairs[at]?.start.y ?? 0)) < 60 && count > 2 // from B down to C
    if (!isShort) expect(linesUnder(middle, count), `line ${at}`).toEqual([pairs[at]])
    for (const other of middles.slice(at + 1))
      expect(Math.abs(middle.x - other.x) >= BADGE * count || Math.abs(middle.y - other.y) >= BADGE).toBe(true)
  }
})

test('numbers of two lines that lie on each other stand beside each other', () => {
  const line = { start: { x: 300, y: 150 }, end: { x: 700, y: 150 } }
  const [one, other] = placeBadges(
    [line, line].map((each) => ({ line: each, count: 2 })),
    [],
  )
  expect(Math.abs((one?.x ?? 0) - (other?.x ?? 0))).toBeGreaterThanOrEqual(2 * BADGE)
})

test('a line has room for some numbers: of more, the last ones stand there, and how many were before', () => {
  expect(shownNumbers([1, 2, 3], false)).toEqual({ leftOut: 0, shown: [1, 2, 3] })
  expect(shownNumbers([1, 2], true)).toEqual({ leftOut: 0, shown: [1, 2] })
  const many = Array.from({ length: 60 }, (_, at) => at)
  expect(shownNumbers(many, false)).toEqual({ leftOut: 58, shown: [58, 59] })
  expect(shownNumbers(many, true)).toEqual({ leftOut: 59, shown: [59] })
})
