import type { Ratio } from './cases.ts'

/** What one round of a row found. CPU is in seconds per 1000 requests, by the process that spent it. */
export interface Round {
  perSecond: number
  milliseconds: number[]
  cpuByProcess: Record<string, number>
}

/** One line of the table: the best of all rounds, for whatever else the machine did only ever makes it slower. */
export interface Row {
  name: string
  perSecond: number
  p50: number
  p99: number
  /** Of all processes together, in seconds per 1000; NaN where the platform does not tell. */
  cpuPer1000: number
  /** Those that had a part in it. */
  cpuByProcess: Record<string, number>
}

export interface Comparison {
  name: string
  value: number
  /** Undefined where no aim is set, or nothing could be measured. */
  isMet: boolean | undefined
  aim: number | undefined
}

export function summarise(name: string, rounds: readonly Round[]): Row {
  const least = (figure: (round: Round) => number) => Math.min(...rounds.map(figure))
  const cheapest = rounds.toSorted((a, b) => total(a.cpuByProcess) - total(b.cpuByProcess))[0]?.cpuByProcess ?? {}
  return {
    name,
    perSecond: Math.max(...rounds.map(({ perSecond }) => perSecond)),
    p50: least(({ milliseconds }) => quantile(milliseconds, 0.5)),
    p99: least(({ milliseconds }) => quantile(milliseconds, 0.99)),
    cpuPer1000: total(cheapest),
    cpuByProcess: Object.fromEntries(Object.entries(cheapest).filter(([, seconds]) => seconds > 0)),
  }
}

/** @throws Error when a ratio names a row that is not there */
export function compare(rows: readonly Row[], ratios: readonly Ratio[]): Comparison[] {
  const cpu = new Map(rows.map(({ name, cpuPer1000 }) => [name, cpuPer1000]))
  const sum = (names: readonly string[]) => names.reduce((before, name) => before + cpuOf(name), 0)
  const cpuOf = (name: string) => {
    const figure = cpu.get(name)
    if (figure === undefined) throw new Error(`there is no row "${name}"`)
    return figure
  }
  return ratios.map(({ name, of, by, aim }) => {
    const value = sum(of) / (by ? sum(by) : 1)
    return { name, value, aim, isMet: aim === undefined || !Number.isFinite(value) ? undefined : value <= aim }
  })
}

const total = (cpu: Record<string, number>) => Object.values(cpu).reduce((before, seconds) => before + seconds, 0)

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
