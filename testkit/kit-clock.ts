import type { SandboxClock } from '../apps/sandbox/sandbox-clock.ts'

/** The clock by which tokens are made and judged in the sandbox. That of your own service stays as it is. */
export interface KitClock extends SandboxClock {
  /** Seconds since 1970. */
  now(): number
}

/** @param readNow milliseconds since 1970, by the clock of the sandbox */
export const createKitClock = (clock: SandboxClock, readNow: () => number): KitClock => ({
  ...clock,
  now: () => Math.floor(readNow() / 1000),
})
