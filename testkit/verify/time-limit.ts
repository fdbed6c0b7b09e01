import type { Clock } from '#core/clock'

/** Waits for work of somebody else, and no longer than so many milliseconds. */
export type TimeLimit = <Result>(
  what: string,
  work: (signal: AbortSignal) => Result | PromiseLike<Result>,
) => Promise<Result>

/** Work that is late is told so by its signal; whether it minds or not, nobody waits any more. @throws Error for what is late */
export function timeLimit(milliseconds: number, clock: Clock): TimeLimit {
  return async (what, work) => {
    const { promise: late, reject } = Promise.withResolvers<never>()
    const ending = new AbortController()
    const stop = clock.every(milliseconds, () => {
      const error = new Error(`${what} did not answer within ${milliseconds / 1000} s`)
      reject(error)
      ending.abort(error)
    })
    try {
      return await Promise.race([work(ending.signal), late])
    } finally {
      stop()
    }
  }
}
