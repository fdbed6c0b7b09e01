import type { ClockState } from '#core/control/controlled-clock'
import { spanText } from '#core/page/time-text'

/** How a clock differs from that of the machine. */
export function clockWords({ isMoved, ahead, speed, skew }: ClockState): string {
  if (!isMoved) return 'as the machine'
  const off = Math.abs(ahead) < 1000 ? 'about right' : `${spanText(ahead)} ${ahead > 0 ? 'ahead' : 'behind'}`
  const pace = speed === 0 ? 'frozen' : speed === 1 ? '' : `×${speed}`
  const wrong = skew === 0 ? '' : `skew ${skew > 0 ? '+' : '−'}${spanText(skew)}`
  return [off, pace, wrong].filter(Boolean).join(', ')
}

/** What a process says of a clock that was moved begins like this. */
export const CLOCK_WORDS = 'the clock says '
