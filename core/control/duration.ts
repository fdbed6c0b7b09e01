/** The units that people write, with all their names. */
const UNITS: readonly [milliseconds: number, names: readonly string[]][] = [
  [1, ['ms', 'millisecond', 'milliseconds']],
  [1000, ['s', 'sec', 'secs', 'second', 'seconds']],
  [60_000, ['m', 'min', 'mins', 'minute', 'minutes']],
  [3_600_000, ['h', 'hour', 'hours']],
  [86_400_000, ['d', 'day', 'days']],
  [7 * 86_400_000, ['w', 'week', 'weeks']],
  [365 * 86_400_000, ['y', 'year', 'years']],
]

const MILLISECONDS = new Map(UNITS.flatMap(([milliseconds, names]) => names.map((name) => [name, milliseconds])))

/** What a person may write, for messages. */
export const DURATION_FORMS = '90 (seconds), 500ms, 10m, 1h30m, "2 days", P1DT2H'

/** Longer texts are no durations of people. */
const MAX_LENGTH = 60

/**
 * Reads a duration as people write them: `10m`, `1h 30m`, `2 days`, `-30s`, `90` (seconds), or as ISO 8601 (`PT10M`).
 * @returns milliseconds, or undefined for what is none
 */
export function readDuration(text: string): number | undefined {
  if (text.length > MAX_LENGTH) return undefined
  const { sign, rest } = signOf(text.trim())
  const amount = /^\d+(?:\.\d+)?$/.test(rest) ? Number(rest) * 1000 : (fromIso(rest.toLowerCase()) ?? fromWords(rest))
  return amount === undefined ? undefined : sign * amount
}

function signOf(text: string): { sign: 1 | -1; rest: string } {
  if (text.startsWith('-')) return { sign: -1, rest: text.slice(1).trimStart() }
  return { sign: 1, rest: text.startsWith('+') ? text.slice(1).trimStart() : text }
}

/** Is it a minute or a month? Nobody knows. */
const UNCLEAR_UNIT = 'M'

function fromWords(text: string): number | undefined {
  const parts = text.match(/\d+(?:\.\d+)?\s*[a-z]+/gi) ?? []
  const between = text.replaceAll(/\d+(?:\.\d+)?\s*[a-z]+/gi, '').replaceAll(/[\s,]|and/g, '')
  if (parts.length === 0 || between !== '') return undefined
  let sum = 0
  for (const part of parts) {
    const [, amount = '', unit = ''] = /^([\d.]+)\s*([a-z]+)$/i.exec(part) ?? []
    const milliseconds = unit === UNCLEAR_UNIT ? undefined : MILLISECONDS.get(unit.toLowerCase())
    if (milliseconds === undefined) return undefined
    sum += Number(amount) * milliseconds
  }
  return sum
}

const ISO = /^p(?:(\d+)w)?(?:(\d+)d)?(?:t(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?)?$/

/** Days and less: months and years of ISO 8601 have no fixed length. */
function fromIso(text: string): number | undefined {
  const [match, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = ISO.exec(text) ?? []
  if (match === undefined || match === 'p') return undefined
  const inDays = Number(weeks) * 7 + Number(days)
  return (((inDays * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
}

/** Says a duration as a person would, with nothing left out: `1 day 2 h`, `10 min`, `1 s 500 ms`. */
export function sayDuration(milliseconds: number): string {
  if (milliseconds < 0) return `-${sayDuration(-milliseconds)}`
  const parts: string[] = []
  let rest = milliseconds < EXACT ? Math.round(milliseconds) : Math.round(milliseconds / 1000) * 1000
  for (const [size, one, many] of SAID) {
    const count = Math.floor(rest / size)
    if (count === 0) continue
    parts.push(`${count} ${count === 1 ? one : many}`)
    rest -= count * size
  }
  return parts.join(' ') || '0 s'
}

/** Milliseconds are said below this only. */
const EXACT = 60_000

const SAID: readonly [milliseconds: number, one: string, many: string][] = [
  [365 * 86_400_000, 'year', 'years'],
  [86_400_000, 'day', 'days'],
  [3_600_000, 'h', 'h'],
  [60_000, 'min', 'min'],
  [1000, 's', 's'],
  [1, 'ms', 'ms'],
]
