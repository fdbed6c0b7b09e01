import type { Clock } from '#core/clock'
import { holdProcess } from '#core/http/process-hold'

/** A request that a fault or a callback of the test holds is given so long at the end, and then cut. Milliseconds. */
export const LONGEST_END = 500

/**
 * Puts together what a test gets, with the one way to end it.
 * @param trust its getters stay what they are: what nobody asks for is not made
 */
export function endingOnce<Face extends object, Trust extends object>(
  face: Face,
  trust: Trust,
  clock: Clock,
  end: () => Promise<void>,
): Face & Trust & AsyncDisposable & { stop(): Promise<void> } {
  let ending: Promise<void> | undefined
  const stop = () => (ending ??= holdProcess(end, clock))
  return Object.defineProperties(
    { ...face, stop, [Symbol.asyncDispose]: stop },
    Object.getOwnPropertyDescriptors(trust),
  ) as Face & Trust & AsyncDisposable & { stop(): Promise<void> } // what that makes of them
}
