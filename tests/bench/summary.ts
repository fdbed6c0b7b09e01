import type { Ratio } from './ratios.ts'

/** What one round of a row found. CPU is in seconds per 1000 requests, by the process that spent it. */
export interface Round {
  perSecond: number
  milliseconds: number[]
  cpuByProcess: Record<string, number>
  /** What others than the bench took of the machine meanwhile: 0 is nothing, 1 all of it. */
  foreignShare: number
}

/** A figure that was measured in several rounds: half of them lie between `low` and `high`. */
export interface Spread {
  median: number
  low: number
  high: number
}

/** One line of the table. */
export interface Row {
  name: string
  perSecond: Spread
  p50: number
  p99: number
  /** Of all processes together, in seconds per 1000; NaN where the platform does not tell. */
  cpuPer1000: Spread
  /** Those that had a part in it, in the round in the middle. */
  cpuByProcess: Record<string, number>
  foreignShare: number
}

export interface Comparison extends Spread {
  name: string
  /** Undefined where no aim is set, or nothing could be measured. */
  isMet: boolean | undefined
  aim: number | undefined
}

/** The rounds of each row, by its name; the nth rounds of all were measured one right after the other. */
export type RoundsByRow = ReadonlyMap<string, readonly Round[]>

export function summarise(name: string, rounds: readonly Round[]): Row {
  const middle = (figure: (round: Round) => number) => spread(rounds.map(figure)).median
  const byCost = rounds.toSorted((a, b) => cpuOf(a) - cpuOf(b))
  const { cpuByProcess = {} } = byCost[Math.floor(byCost.length / 2)] ?? {}
  return {
    name,
    perSecond: spread(rounds.map(({ perSecond }) => perSecond)),
    p50: middle(({ milliseconds }) => quantile(milliseconds, 0.5)),
    p99: middle(({ milliseconds }) => quantile(milliseconds, 0.99)),
    cpuPer1000: spread(rounds.map(cpuOf)),
    cpuByProcess: Object.fromEntries(Object.entries(cpuByProcess).filter(([, seconds]) => seconds >= NOTICEABLE)),
    foreignShare: middle(({ foreignShare }) => foreignShare),
  }
}

/** Timers of a process that has no part in it cost less than this. Seconds per 1000. */
const NOTICEABLE = 0.001

/**
 * Compares round by round: what others do at the moment falls on both sides of a ratio, more or less.
 * @throws Error when a ratio names a row that is not there
 */
export function compare(rows: RoundsByRow, ratios: readonly Ratio[]): Comparison[] {
  const roundsOf = (side: Ratio['by'][number]) => {
    const { row, times } = typeof side === 'string' ? { row: side, times: 1 } : side
    const rounds = rows.get(row)
    if (!rounds) throw new Error(`there is no row "${row}"`)
    return rounds.map((round) => times * cpuOf(round))
  }
  const sums = (sides: Ratio['by']) =>
    sides.map(roundsOf).reduce((before, round) => before.map((sum, index) => sum + (round[index] ?? Number.NaN)))
  return ratios.map(({ name, of, by, aim }) => {
    const limits = sums(by)
    const value = spread(sums(of).map((cost, index) => cost / (limits[index] ?? Number.NaN)))
    return {
      name,
      ...value,
      aim,
      isMet: aim === undefined || Number.isNaN(value.median) ? undefined : value.median <= aim,
    }
  })
}

const cpuOf = ({ cpuByProcess }: Round) => Object.values(cpuByProcess).reduce((before, seconds) => before + seconds, 0)

export function spread(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), low: quantile(values, 0.25), high: quantile(values, 0.75) }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
