import type { TraceContext } from './context.ts'
import type { Recorder } from './recorder.ts'

/** What belongs to one request while it is worked on: its trace, and how long it may take. */
export interface RequestContext {
  trace: TraceContext
  recorder: Recorder
  /** When the caller stops waiting: monotonic milliseconds of the clock of this process; Infinity when it did not say. */
  deadline: number
}

/** On whose behalf somebody else is asked: a request, and the step of its trace. */
export interface Call {
  context: RequestContext
  spanId: string
}
