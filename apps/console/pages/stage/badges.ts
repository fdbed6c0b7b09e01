import { pointAt, type Box, type Point } from './layout.ts'

export interface LineEnds {
  start: Point
  end: Point
}

/** A line, and how many signs stand on it beside each other. */
export interface BadgeLine {
  line: LineEnds
  count: number
}

/** The width of one sign; its height is the same. */
export const BADGE = 26

/** Beside the middle first: there most lines cross. */
const PLACES = [0.4, 0.5, 0.3, 0.6, 0.35, 0.45, 0.55, 0.65, 0.25, 0.7, 0.2, 0.75]

/** A hidden sign is worse than any crossing. */
const HIDES_SOMETHING = 100

/**
 * Where on its line each row of signs stands: on no box, on no other row, and where it can be, on no other line.
 * @returns the middle of each row
 */
export function placeBadges(lines: readonly BadgeLine[], boxes: readonly Box[]): Point[] {
  const taken = boxes.map(({ x, y, width, height }) => ({ left: x, right: x + width, top: y, bottom: y + height }))
  const places = lines.map(({ line }) => pointAt(line, 0.5))
  for (const index of bySpareRoom(lines)) {
    const { line, count } = lines[index] as BadgeLine
    const others = lines.filter((_, at) => at !== index)
    const costOf = (middle: Point) => {
      const area = around(middle, count)
      const hidden = taken.reduce((sum, each) => sum + sharedOf(area, each), 0)
      return hidden * HIDES_SOMETHING + others.filter((other) => isCrossed(area, other.line)).length
    }
    const middles = PLACES.map((part) => pointAt(line, part))
    const costs = middles.map(costOf)
    const middle = middles[costs.indexOf(Math.min(...costs))] ?? pointAt(line, 0.5)
    taken.push(around(middle, count))
    places[index] = middle
  }
  return places
}

/** Those with the least room first: whoever has more can make way. */
const bySpareRoom = (lines: readonly BadgeLine[]): number[] => {
  const spare = lines.map(
    ({ line: { start, end }, count }) => Math.hypot(end.x - start.x, end.y - start.y) - BADGE * count,
  )
  return [...lines.keys()].toSorted((a, b) => (spare[a] ?? 0) - (spare[b] ?? 0))
}

interface Area {
  left: number
  right: number
  top: number
  bottom: number
}

const around = ({ x, y }: Point, count: number): Area => {
  const width = (BADGE * Math.max(count, 1)) / 2
  return { left: x - width, right: x + width, top: y - BADGE / 2, bottom: y + BADGE / 2 }
}

/** How much of two areas is the same. Signs. */
const sharedOf = (a: Area, b: Area): number =>
  (Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
    Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top))) /
  BADGE ** 2

/** Whether a part of the line is in the area: what is cut off at each side leaves something (Liang and Barsky). */
function isCrossed({ left, right, top, bottom }: Area, { start, end }: LineEnds): boolean {
  const [dx, dy] = [end.x - start.x, end.y - start.y]
  let [from, to] = [0, 1]
  for (const [along, room] of [
    [-dx, start.x - left],
    [dx, right - start.x],
    [-dy, start.y - top],
    [dy, bottom - start.y],
  ] as const) {
    if (along === 0 && room < 0) return false
    if (along < 0) from = Math.max(from, room / along)
    if (along > 0) to = Math.min(to, room / along)
  }
  return from <= to
}

/** Of a long play, so many signs stand on a line, with the one for what is left out. On a phone lines are short. */
const MOST_SIGNS = { wide: 3, narrow: 2 }

/**
 * The numbers that stand on a line: the last ones.
 * @param isNarrow on a phone there are fewer
 * @returns how many earlier ones are left out, and the rest
 */
export function shownNumbers(
  steps: readonly number[],
  isNarrow: boolean,
): { leftOut: number; shown: readonly number[] } {
  const most = isNarrow ? MOST_SIGNS.narrow : MOST_SIGNS.wide
  const leftOut = steps.length > most ? steps.length - most + 1 : 0
  return { leftOut, shown: steps.slice(leftOut) }
}
