import type { ReportedStep } from '../trace/step.ts'
import type { ClockState, ControlledClock } from './controlled-clock.ts'
import { sayDuration } from './duration.ts'

/** For a trace: by which clock a process goes, where it is not the machine's. */
export function clockStep(clock: Pick<ControlledClock, 'isMoved' | 'state'>): ReportedStep | undefined {
  if (!clock.isMoved()) return undefined
  return { verb: 'goes-by', what: `a clock that was moved: ${sayClock(clock.state()).join('')}` }
}

/** The clock in words; nothing while it is the machine's. */
export function sayClock({ isMoved, now, ahead, speed }: ClockState): string[] {
  if (!isMoved) return []
  const off = ahead >= 0 ? `${sayDuration(ahead)} ahead` : `${sayDuration(-ahead)} behind`
  const pace = speed === 0 ? ', and it is frozen' : speed === 1 ? '' : `, and it runs ${speed} times as fast`
  return [`the clock says ${new Date(now).toISOString()}: ${Math.abs(ahead) < 1000 ? 'about right' : off}${pace}`]
}
