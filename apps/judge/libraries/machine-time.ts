import type { Clock } from '#core/clock'

/** How far the time of a question may be from that of the machine, for a judge that knows no other. Milliseconds. */
const NEAR_ENOUGH = 2000

/** A judge may not take longer. Milliseconds. */
const LONGEST_JUDGING = 5000

/**
 * Why a judge that reads the clock of the machine cannot be asked: it would answer another question.
 * @param clock of the machine, which nobody moves
 * @returns undefined where it can
 */
export function notOfThisTime(who: string, now: number, clock: Clock): string | undefined {
  const apart = Math.round((now - clock.now()) / 1000)
  if (Math.abs(now - clock.now()) <= NEAR_ENOUGH) return undefined
  const how = apart > 0 ? `${apart} s ahead of it` : `${-apart} s behind it`
  return `${who} reads the clock of the machine and cannot be told another time, and the question is ${how}`
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
