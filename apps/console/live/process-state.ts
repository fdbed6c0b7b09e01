import type { ControlledName } from '#core/config/processes'
import type { ToldState } from '#core/control/control-events'

/** A process as the console sees it. */
export interface ProcessState {
  name: ControlledName
  /** Its plain port. */
  port: number
  /** `untold`: it is up, and tells nothing: its control plane is off, or does not take the console. `yours`: a service of the person's own, which is not watched. */
  status: 'unknown' | 'up' | 'down' | 'untold' | 'yours'
  /** What is set in it, in words. */
  set: readonly string[]
  /** Its clock, when it last told. */
  clock?: ToldState['clock']
}
