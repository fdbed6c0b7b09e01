export const ONE_MINUTE = 60_000

/** Milliseconds of each unit of Go's durations. Both signs for micro are in use. */
const GO_UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3, // U+00B5
  μs: 1e-3, // U+03BC
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

const NEXT_PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y

/** Ten years: a longer one is a slip, and no timer takes it. */
export const LONGEST_DURATION = 10 * 365 * 24 * 3_600_000

/**
 * Reads a duration as Go writes it: numbers with units, the larger first or not, `1h30m`, `300ms`, `1.5h`; `0` alone needs no
 * unit. There is nothing below zero here.
 * @returns milliseconds; undefined for what is no duration
 */
export function parseGoDuration(text: string): number | undefined {
  if (text === '0') return 0
  if (text.length > 100) return undefined
  let total = 0
  NEXT_PART.lastIndex = 0
  let end = 0
  while (end < text.length) {
    const part = NEXT_PART.exec(text)
    if (!part) return undefined
    total += Number(part[1]) * (GO_UNITS[part[2] ?? ''] ?? NaN)
    end = NEXT_PART.lastIndex
  }
  return text === '' || total > LONGEST_DURATION ? undefined : total
}
