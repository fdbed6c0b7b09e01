import { setTimeout as delay } from 'node:timers/promises'

/** Between two looks: what has not come soon is looked for less often, for each look takes time from what it waits for. */
const FIRST_PAUSE = 10
const LONGEST_PAUSE = 100
const GROWS = 1.1
/** Not how long it takes but when it has failed: on a machine that has much else to do, too. */
const PATIENCE = 200_000

/** Waits for a condition, not for a time: resolves with its first answer that is not false. */
export async function until<Result>(
  what: string,
  condition: () => Result | false | Promise<Result | false>,
): Promise<Result> {
  const giveUpAt = performance.now() + PATIENCE
  for (let pause = FIRST_PAUSE; performance.now() < giveUpAt; pause = Math.min(pause * GROWS, LONGEST_PAUSE)) {
    const result = await condition()
    if (result !== false) return result
    await delay(pause)
  }
  throw new Error(`waited in vain: ${what}`)
}

/** Tries something again and again until it is no error. @returns what came of it then */
export async function untilDone<Result>(what: string, act: () => Result | Promise<Result>): Promise<Result> {
  let last: unknown
  const attempt = async () => {
    try {
      return { result: await act() }
    } catch (error) {
      last = error
      return false
    }
  }
  return until(what, attempt).then(
    ({ result }) => result,
    (error: Error) => Promise.reject(new Error(error.message, { cause: last })),
  )
}
