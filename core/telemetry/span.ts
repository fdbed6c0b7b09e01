/** One thing that took time, for whoever collects such things from many processes. It says nothing of a token or a person. */
export interface Span {
  /** 32 hexadecimal digits. */
  traceId: string
  /** 16 hexadecimal digits. */
  spanId: string
  parentId?: string | undefined
  name: string
  /** By the clock on the wall, milliseconds since 1970. */
  startedAt: number
  tookMs: number
  attributes: Readonly<Record<string, string | number>>
  /** What happened on the way. */
  events: readonly SpanEvent[]
  /** Whether this process has failed; whoever asked for what cannot be has not made it fail. */
  hasFailed: boolean
}

export interface SpanEvent {
  name: string
  at: number
  attributes: Readonly<Record<string, string>>
}
