/** A play that has ended, as its caller tells whoever listens (`GET /control/events`). */
export interface ToldPlay {
  traceId: string
  /** Of its first step: others may play in the same trace. Absent: its steps are not kept, for the trace is full. */
  stepId?: string
  scenario: number
  /** The process that played it. */
  caller: string
  /** In which ways it went: `expired=1`, or nothing. */
  query: string
  /** By the clock of the machine, milliseconds since 1970. */
  startedAt: number
  tookMs: number
  /** Of its answer. */
  status: number
  /** A tool has ordered it, as the token matrix does: it is nobody's doing. */
  byTool?: boolean
  /** Another machine has asked for it, or a browser that went to its address: whoever sits here need not have wanted it. */
  byVisit?: boolean
}
