import type { Clock, Duration } from '#core/clock'
import type { ControlPlane } from '#core/control/control-plane'
import type { ClockChangeInput } from '#core/control/move-clock'
import { Problem } from '#core/http/problem'

/** A duration as a program or a person writes it: `{ minutes: 10 }`, `'1h30m'`, or seconds. */
export type AnyDuration = Duration | string | number

/** The clock of all processes of a sandbox: they are moved together, and agree. @throws Problem for what does not fit */
export interface SandboxClock {
  /** So much time passes; what comes due on the way has happened when this resolves. */
  advance(by: AnyDuration): Promise<void>
  /** Both times stand still. */
  freeze(): Promise<void>
  /** A clock that is frozen, or has another speed, goes on as fast as that of the machine. */
  go(): Promise<void>
  /** The time of day; no time passes. A text is ISO 8601, a number is seconds since 1970. */
  set(time: Date | string | number): Promise<void>
  /** So many times as fast as the machine's. */
  speed(factor: number): Promise<void>
  /** The time of day is wrong by so much, as on a machine whose clock is; no time passes. */
  skew(by: AnyDuration): Promise<void>
}

export function createSandboxClock(planes: () => ControlPlane[], machine: Pick<Clock, 'now'>): SandboxClock {
  async function move(change: ClockChangeInput): Promise<void> {
    const all = planes()
    const fixed = all.map((plane) => plane.state().clock.fixed).find((why) => why !== undefined)
    if (fixed !== undefined) throw new Problem('conflict', fixed) // before any of them is moved
    const at = Math.round(machine.now())
    await Promise.all(all.map((plane) => plane.moveClock({ ...change, at })))
  }
  return {
    advance: (by) => move({ advance: by }),
    freeze: () => move({ freeze: true }),
    go: () => move({ freeze: false }),
    set: (time) => move({ set: time instanceof Date ? isoOf(time) : time }),
    speed: (factor) => move({ speed: factor }),
    skew: (by) => move({ skew: by }),
  }
}

/** A date that is none has no ISO form: it is refused as any text that is no time. */
const isoOf = (date: Date): string => (Number.isNaN(date.getTime()) ? String(date) : date.toISOString())
