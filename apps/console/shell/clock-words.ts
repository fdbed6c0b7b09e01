import type { ClockState } from '#core/control/controlled-clock'
import { spanText } from '#core/page/time-text'

/** Nobody has to hear of less. Milliseconds. */
const NEAR = 1000
/** One that does not run as fast as the machine is further off at each look. */
const NEAR_WHILE_IT_DRIFTS = 5000

/** How a clock differs from that of the machine. */
export function clockWords({ isMoved, ahead, speed, skew }: ClockState): string {
  if (!isMoved) return 'as the machine'
  const off =
    Math.abs(ahead) < (speed === 1 ? NEAR : NEAR_WHILE_IT_DRIFTS)
      ? 'about right'
      : `${spanText(ahead)} ${ahead > 0 ? 'ahead' : 'behind'}`
  const pace = speed === 0 ? 'frozen' : speed === 1 ? '' : `×${speed}`
  const wrong = skew === 0 ? '' : `skew ${skew > 0 ? '+' : '−'}${spanText(skew)}`
  return [off, pace, wrong].filter(Boolean).join(', ')
}

/** Whether two clocks show the same at one moment, also where they were read at two. */
export function doClocksAgree(one: ClockState, other: ClockState): boolean {
  const between = other.now - other.ahead - (one.now - one.ahead)
  const isSamePace = one.speed === other.speed && one.skew === other.skew
  return isSamePace && Math.abs(other.now - one.now - between * one.speed) < NEAR
}

/** What a process says of a clock that was moved begins like this. */
export const CLOCK_WORDS = 'the clock says '
