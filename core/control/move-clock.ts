import { z } from 'zod'
import { shownValue } from '../http/input-words.ts'
import { Problem } from '../http/problem.ts'
import type { ControlledClock } from './controlled-clock.ts'
import type { Advanced } from './tickers.ts'
import { duration } from './effect.ts'

const YEAR = 365 * 86_400_000

/** How far one step may go. Milliseconds. */
const FARTHEST = 100 * YEAR

/** Beyond the year 9999 no standard writes a date (RFC 3339 §5.6). */
const [EARLIEST, LATEST] = [0, Date.parse('9999-12-31T23:59:59Z')]

const isNear = (milliseconds: number) => Math.abs(milliseconds) <= FARTHEST

const isWritable = (milliseconds: number) => milliseconds >= EARLIEST && milliseconds <= LATEST

const noTime = (value: unknown) =>
  `${shownValue(value)} is no time from 1970 to 9999: write 2030-01-31T12:00:00Z, or seconds since 1970`

/** RFC 3339, or its day alone: without a zone, a time of day is another one on each machine. */
const WRITTEN_TIME =
  /^(?<day>\d{4}-\d\d-\d\d)(?:[Tt ](?:[01]\d|2[0-3]):\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d\d:\d\d))?$/

/** The platform reads February 30 as March 2. */
function readTime(text: string): number {
  const { day } = WRITTEN_TIME.exec(text)?.groups ?? {}
  if (day === undefined) return NaN
  const midnight = Date.parse(day)
  const isDay = Number.isFinite(midnight) && new Date(midnight).toISOString().startsWith(day)
  return isDay ? Date.parse(text) : NaN
}

const time = z.union([z.string(), z.number()], { error: ({ input }) => noTime(input) }).transform((value, context) => {
  const milliseconds = typeof value === 'number' ? value * 1000 : readTime(value)
  if (isWritable(milliseconds)) return milliseconds
  context.addIssue(noTime(value))
  return z.NEVER
})

/** What a clock can be told, one at a time. */
export const clockSchema = z
  .strictObject({
    /** The time of day; no time passes. ISO 8601, or seconds since 1970. */
    set: time.optional(),
    /** So much time passes. */
    advance: duration
      .refine(
        (value) => value >= 0 && isNear(value),
        'goes forward only, at most 100 years: use set or skew to go back',
      )
      .optional(),
    freeze: z.boolean().optional(),
    /** 1 is as fast as the machine's. */
    speed: z.number().min(0.001).max(10_000).optional(),
    /** The time of day is wrong by so much; no time passes. */
    skew: duration.refine(isNear, 'is more than 100 years').optional(),
    /** It is that of the machine again. */
    machine: z.literal(true).optional(),
    /** For which moment of the machine's clock it is meant, in milliseconds since 1970: for several processes at once. */
    at: z.int().min(0).optional(),
  })
  .refine(({ at: _at, ...change }) => Object.values(change).filter((value) => value !== undefined).length === 1, {
    error: 'has to have exactly one of set, advance, freeze, speed, skew, machine',
    when: ({ issues }) => issues.length === 0,
  })

export type ClockChange = z.infer<typeof clockSchema>
export type ClockChangeInput = z.input<typeof clockSchema>

/**
 * @returns what came due, when time has passed
 * @throws Problem invalid-input when that would lead to where no standard writes a date
 */
export async function moveClock(
  clock: ControlledClock,
  { set, advance, freeze, speed, skew, machine, at }: ClockChange,
): Promise<Advanced | undefined> {
  const { now, skew: before } = clock.state()
  // Where it goes, not where it is: a clock that has run out of these years can be brought back.
  const goal = advance !== undefined ? now + advance : skew !== undefined ? now + skew - before : undefined
  if (goal !== undefined && !isWritable(goal))
    throw new Problem('invalid-input', 'The clock would leave the years 1970 to 9999.')
  if (advance !== undefined) return clock.advance(advance)
  if (set !== undefined) clock.set(set, at)
  if (freeze === true) clock.freeze(at)
  if (freeze === false) clock.speed(1, at)
  if (speed !== undefined) clock.speed(speed, at)
  if (skew !== undefined) clock.skew(skew)
  if (machine) clock.reset()
  return undefined
}
