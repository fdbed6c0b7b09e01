import { manualClock, systemClock, type ManualClock } from '#core/clock'

/** The time of this machine, moved by the test alone; waits and ticks go on by themselves, as those of the machine. */
export function movedClock(): ManualClock {
  const { delay, every } = systemClock
  return { ...manualClock(Math.floor(systemClock.now() / 1000) * 1000), delay, every }
}
