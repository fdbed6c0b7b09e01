import { placeBadges, shownNumbers, type LineEnds } from './badges.ts'
import { placeFork } from './fork-layout.ts'
import { placeJoined } from './joined-layout.ts'
import { lineBetween, placeBoxes, type Box, type PictureFrame, type Point } from './layout.ts'
import { placeParallel } from './parallel-layout.ts'
import type { Trip } from './trips.ts'

/** A line of a picture, with the steps that go along it. */
export interface PlannedLine {
  from: string
  to: string
  line: LineEnds
  steps: readonly number[]
  /** Where their numbers stand. */
  place: Point
}

export interface PicturePlan {
  boxes: readonly Box[]
  /** Who has a part in the play; other boxes stand aside. */
  cast: ReadonlySet<string>
  lines: readonly PlannedLine[]
}

export interface PlanParts {
  /** All processes that the console watches, in the order of their table. */
  names: readonly string[]
  caller: string
  callees: readonly string[]
  /** Who calls whom, as the scenario says it. */
  hops: readonly (readonly [string, string])[]
  /** All trips of the play: numbers have their places from the beginning. */
  trips: readonly Trip[]
  frame: PictureFrame
}

const ISSUING_PARTY = 'jwt-factory'

/**
 * What a picture shows: a box for each process, and for whoever else has a part in the scenario or in its trace; a line where the
 * scenario says that somebody calls somebody, and where somebody did.
 */
export function planPicture({ names, caller, callees, hops, trips, frame }: PlanParts): PicturePlan {
  const told = trips.filter(({ isBack }) => !isBack).map(({ from, to }) => [from, to] as const)
  const pairs = [...new Map([...hops, ...told].map((pair) => [pair.toSorted().join(' '), pair])).values()]
  const cast = new Set([caller, ...callees, ...pairs.flat()])
  const between = [...cast].filter((name) => !names.includes(name) && !callees.includes(name) && name !== caller)
  // Where two of these call nobody else, the way of the request forks.
  const last = between.filter((name) => !hops.some(([from]) => from === name))
  const ends = last.length > 1 ? last : []
  const others = [...new Set([...callees, ...names])].filter((name) => name !== caller && name !== ISSUING_PARTY)
  const right = others.toSorted((a, b) => names.indexOf(a) - names.indexOf(b))
  const chain = between.filter((name) => !ends.includes(name))
  const [callee] = callees
  const joined = callee === undefined ? undefined : joinedWays(caller, between, hops)
  const boxes =
    ends.length > 0
      ? placeFork({ issuer: ISSUING_PARTY, caller, chain, ends, aside: right }, frame)
      : joined && callee !== undefined
        ? placeJoined({ ...joined, issuer: ISSUING_PARTY, caller, callee, aside: [...right.filter((name) => name !== callee), ...joined.others] }, frame) // prettier-ignore
        : callee !== undefined && areParallel(between, hops)
          ? placeParallel({ issuer: ISSUING_PARTY, caller, ways: between, callee, aside: right.filter((name) => name !== callee) }, frame) // prettier-ignore
          : placeBoxes({ caller, between, right }, frame)
  const boxOf = (name: string) => boxes.find((box) => box.name === name)
  const lines = pairs.flatMap(([from, to]) => {
    const [start, end] = [boxOf(from), boxOf(to)]
    const steps = new Set(trips.filter((trip) => isAlong(trip, from, to)).map(({ step }) => step))
    return start && end ? [{ from, to, line: lineBetween(start, end), steps: [...steps] }] : []
  })
  const places = placeBadges(
    lines.map(({ line, steps }) => ({ line, count: signsOf(shownNumbers(steps, frame.isNarrow)) })),
    boxes,
  )
  return { boxes, cast, lines: lines.map((line, index) => ({ ...line, place: places[index] ?? line.line.start })) }
}

/** Several, and none of them calls another. */
const areParallel = (between: readonly string[], hops: PlanParts['hops']) =>
  between.length > 1 && !hops.some(([from, to]) => between.includes(from) && between.includes(to))

/** Several that the caller calls, and all of them call one and the same. */
function joinedWays(
  caller: string,
  between: readonly string[],
  hops: PlanParts['hops'],
): { ways: string[]; joint: string; others: string[] } | undefined {
  const ways = between.filter((name) => hops.some(([from, to]) => from === caller && to === name))
  const [joint, ...more] = between.filter((name) => hops.some(([from, to]) => ways.includes(from) && to === name))
  if (ways.length < 2 || joint === undefined || more.length > 0) return undefined
  return { ways, joint, others: between.filter((name) => name !== joint && !ways.includes(name)) }
}

/** A way back has the number of what called. */
const isAlong = ({ from, to, isBack }: Trip, a: string, b: string) =>
  !isBack && ((from === a && to === b) || (from === b && to === a))

/** One more for those that are left out. */
export const signsOf = ({ leftOut, shown }: ReturnType<typeof shownNumbers>) => shown.length + Math.min(leftOut, 1)
