import type { ProcessLabel } from './processes.ts'
import type { Prepare } from './requests.ts'

/** A row of requests. */
export interface HttpCase {
  name: string
  on: ProcessLabel
  /** Which of its ports, where it has several. */
  door?: string
  prepare: Prepare
  /** Every answer is held against it: a bench of refusals is worth nothing. */
  answers: RegExp
}
