import type { Clock } from '#core/clock'
import type { Question } from '../judgement.ts'
import { claimsToShow } from './claims-to-show.ts'

/** So far apart the two are the same. Seconds. */
const NEAR_ENOUGH = 2

/** A judge may not take longer. Milliseconds. */
const LONGEST_JUDGING = 5000

/** How far from a date its side is certain: what a judge allows for clocks, and what it takes to ask one. Seconds. */
const AROUND_A_DATE = 15

/** By which a judge that cannot be told the time may decide. */
const DECIDING_DATES = ['exp', 'nbf']

/**
 * Why a judge that reads the clock of the machine cannot be asked: at the time of the question it might have said something else. Where no date
 * of a token lies between the two, it says the same at both.
 * @param clock of the machine, which nobody moves
 * @returns undefined where it can
 */
export function notOfThisTime(who: string, { now, authorization }: Question, clock: Clock): string | undefined {
  const machine = clock.now() / 1000
  const asked = now / 1000
  if (Math.abs(asked - machine) <= NEAR_ENOUGH) return undefined
  const [first, last] = [Math.min(asked, machine) - AROUND_A_DATE, Math.max(asked, machine) + AROUND_A_DATE]
  const tokens = authorization.flatMap((value) => value.split(' ').slice(1))
  const dates = tokens
    .map(claimsToShow)
    .flatMap((claims) => DECIDING_DATES.map((name) => ({ name, date: Number(claims[name]) })))
  const between = dates.find(({ date }) => first <= date && date <= last)
  if (!between) return undefined
  return `${who} goes by the clock of this machine, and ${between.name} lies between that and the time of the question, or near to it`
}

/** Does something that is given up after some seconds. @throws the reason, when it was */
export async function inJudgingTime<T>(clock: Clock, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController()
  const done = new AbortController()
  const ending = clock.delay(LONGEST_JUDGING, done.signal).then(
    () => over.abort(new Error(`it has not answered within ${LONGEST_JUDGING / 1000} s`)),
    () => undefined, // it has answered
  )
  try {
    return await task(over.signal)
  } finally {
    done.abort()
    await ending
  }
}
