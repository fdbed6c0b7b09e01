import type { Clock } from '#core/clock'

/** What happens with each connection is told of so often at most. Milliseconds. */
const TOLD_AGAIN_AFTER = 10_000

/** @returns tells it, unless something was told a moment ago */
export function tellSeldom(machine: Clock): (tell: () => void) => void {
  let toldAt = -Infinity
  return (tell) => {
    const now = machine.monotonic()
    if (now - toldAt < TOLD_AGAIN_AFTER) return
    toldAt = now
    tell()
  }
}
