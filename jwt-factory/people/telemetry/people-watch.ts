import type { SpanSender } from '#core/telemetry/send-spans'
import type { LogTail } from './log-tail.ts'

/** How a process with people can be watched, as it was started. */
export interface PeopleWatch {
  /** Milliseconds since 1970. */
  startedAt: number
  /** Absent: no traces go out. */
  spans?: SpanSender | undefined
  logTail: LogTail
}
