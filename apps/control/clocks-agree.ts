import type { ShownClock } from '#core/control/control-plane'

/** An answer is rounded to milliseconds, three times. */
const ROUNDING = 3

/** Do these clocks show the same time at the same moment? Each of them was asked a little later than the one before. */
export function clocksAgree(clocks: readonly ShownClock[]): boolean {
  const [first] = clocks
  if (!first) return true
  if (clocks.some(({ speed, moved }) => speed !== first.speed || moved !== first.moved)) return false
  const asked = clocks.map(({ now, aheadMs }) => Date.parse(now) - aheadMs) // by the clock of the machine
  const latest = Math.max(...asked)
  const then = clocks.map(({ now, speed }, index) => Date.parse(now) + (latest - (asked[index] ?? latest)) * speed)
  return Math.max(...then) - Math.min(...then) <= ROUNDING * Math.max(1, first.speed)
}
