import type { AnyDuration, SandboxClock } from '../apps/sandbox/sandbox-clock.ts'

/** The clock by which tokens are made and judged in the sandbox. That of your own service stays as it is. */
export interface KitClock extends SandboxClock {
  /** Seconds since 1970. */
  now(): number
  /** As the machine's again: the same time, as fast, and right. */
  back(): Promise<void>
  advance(by: AnyDuration): Promise<void>
}

/**
 * @param readNow milliseconds since 1970, by the clock of the sandbox
 * @param machine milliseconds since 1970
 */
export function createKitClock(clock: SandboxClock, readNow: () => number, machine: () => number): KitClock {
  return {
    ...clock,
    now: () => Math.floor(readNow() / 1000),
    async back() {
      await clock.skew(0)
      await clock.speed(1)
      await clock.set(machine() / 1000)
    },
  }
}
