import type { Judge, Judgement, Question } from '../judgement.ts'

/** How far beside its date a system may put the end of a token. Seconds. */
const BESIDE_A_DATE = [-61, -60, -1, 0, 1, 60, 61]

const isSameSaying = (one: Judgement, other: Judgement) => one.outcome === other.outcome && one.status === other.status

export interface SaidOfDates {
  /** What the judge says now. */
  readonly said: Judgement
  /** Those in the tokens of the request. Seconds since 1970. */
  readonly dates: readonly number[]
  /** No moment behind this one is looked at. Milliseconds since 1970. */
  readonly last: number
}

/**
 * Until when a judge says what it says now. It is asked about the moments at which a date of the token may matter, so that no rule about
 * dates stands here.
 * @returns milliseconds since 1970, in whole seconds: the first second at which it says something else, or `last`
 */
export async function holdsUntil(
  judge: Judge,
  question: Question,
  { said, dates, last }: SaidOfDates,
): Promise<number> {
  const saysElse = async (now: number) => !isSameSaying(said, await judge.judge({ ...question, now }))
  let same = question.now
  for (const moment of momentsOf(dates, question.now, last)) {
    if (!(await saysElse(moment))) {
      same = moment
      continue
    }
    return firstSecond(same, moment, saysElse)
  }
  return last
}

/** In their order, from now on. */
function momentsOf(dates: readonly number[], now: number, last: number): number[] {
  const moments = dates.flatMap((date) => BESIDE_A_DATE.map((by) => (Math.floor(date) + by) * 1000))
  return [...new Set(moments)].filter((moment) => moment > now && moment < last).sort((one, other) => one - other)
}

/** Between a moment at which it says the same and one at which it does not, in whole seconds. */
async function firstSecond(same: number, other: number, saysElse: (now: number) => Promise<boolean>): Promise<number> {
  let [from, to] = [Math.floor(same / 1000), other / 1000]
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2)
    if (await saysElse(middle * 1000)) to = middle
    else from = middle
  }
  return to * 1000
}
