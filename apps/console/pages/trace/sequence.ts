import type { Step } from '#core/trace/step'

/** A row of a sequence diagram: one step. */
export interface SequenceRow {
  step: Step
  /** Its number in the play, counted from 1. */
  number: number
  /** The column of who acts, and of whom it calls; counted from 0. */
  from: number
  to?: number
  /** The number of its counterpart in the play beside it; undefined where that has none. Absent when nothing stands beside. */
  twin?: number | undefined
  /** At which row of the drawing it stands, counted from 1, where that is another one than its number. */
  place?: number
  /** It differs from its counterpart, or has none. */
  differs?: boolean
}

/** Everybody who takes part, in the order in which they come in. */
export function participantsOf(steps: readonly Step[]): string[] {
  return [...new Set(steps.flatMap(({ who, to }) => (to === undefined ? [who] : [who, to])))]
}

/** The rows of a play. @param participants its columns */
export function rowsOf(steps: readonly Step[], participants: readonly string[]): SequenceRow[] {
  return steps.map((step, index) => ({
    step,
    number: index + 1,
    from: participants.indexOf(step.who),
    ...(step.to !== undefined &&
      (step.verb === 'asks' || step.verb === 'sends') && { to: participants.indexOf(step.to) }),
  }))
}

/** What makes two steps of two plays the same stop. */
const stopOf = ({ who, verb, to = '' }: Step) => `${who} ${verb} ${to}`

/** What may differ at one stop. */
const saidAt = ({ what, reason = '', checks = [] }: Step) =>
  JSON.stringify([what, reason, checks.map(({ check, outcome }) => [check, outcome])])

/**
 * Finds for each step of a play its counterpart in the other: the longest run of the same stops in the same order.
 * @returns the rows of both, with what differs marked
 */
export function compareRows(
  left: readonly SequenceRow[],
  right: readonly SequenceRow[],
): [SequenceRow[], SequenceRow[]] {
  const lengths = commonLengths(left, right)
  const lengthAt = (row: number, column: number) => lengths[row]?.[column] ?? 0
  const twins = new Map<number, number>()
  for (let [row, column] = [0, 0]; row < left.length && column < right.length;) {
    const [a, b] = [left[row], right[column]]
    if (a && b && stopOf(a.step) === stopOf(b.step)) twins.set(row++, column++)
    else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) row++
    else column++
  }
  const back = new Map([...twins].map(([row, column]) => [column, row]))
  return [marked(left, right, twins), marked(right, left, back)]
}

/** How long the common run is from each pair of steps on: of plays of some hundred steps, some ten thousand numbers. */
function commonLengths(left: readonly SequenceRow[], right: readonly SequenceRow[]): number[][] {
  const lengths = Array.from({ length: left.length + 1 }, () => Array<number>(right.length + 1).fill(0))
  for (const [row, a] of [...left.entries()].toReversed()) {
    const [here = [], below = []] = [lengths[row], lengths[row + 1]]
    for (const [column, b] of [...right.entries()].toReversed()) {
      const isSame = stopOf(a.step) === stopOf(b.step)
      here[column] = isSame ? (below[column + 1] ?? 0) + 1 : Math.max(below[column] ?? 0, here[column + 1] ?? 0)
    }
  }
  return lengths
}

function marked(
  rows: readonly SequenceRow[],
  others: readonly SequenceRow[],
  twins: ReadonlyMap<number, number>,
): SequenceRow[] {
  return rows.map((row, index) => {
    const twin = others[twins.get(index) ?? -1]
    return { ...row, twin: twin?.number, differs: !twin || saidAt(twin.step) !== saidAt(row.step) }
  })
}

/**
 * Gives counterparts the same row on both sides: where one side has none, its row stays empty. Two that have no counterpart, at the
 * same stop of the play, stand beside each other, too.
 * @param left and `right`, as `compareRows` gives them
 */
export function placeRows(left: readonly SequenceRow[], right: readonly SequenceRow[]): [SequenceRow[], SequenceRow[]] {
  const sides: [SequenceRow[], SequenceRow[]] = [[], []]
  for (let [at, row, column] = [1, 0, 0]; row < left.length || column < right.length; at++) {
    const [a, b] = [left[row], right[column]]
    const isPair = a?.twin === b?.number || (a?.twin === undefined && b?.twin === undefined)
    const isLeft = a !== undefined && (isPair || a.twin === undefined || b === undefined)
    const isRight = b !== undefined && (isPair || !isLeft)
    if (isLeft) sides[0].push({ ...a, place: at })
    if (isRight) sides[1].push({ ...b, place: at })
    row += Number(isLeft)
    column += Number(isRight)
  }
  return sides
}
