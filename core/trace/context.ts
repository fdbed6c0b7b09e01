import { randomUUID } from 'node:crypto'

/** Who asked, and whether the steps are wanted: the part of W3C Trace Context that travels. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  traceId: string
  /** The caller's step that led here: 16 hexadecimal digits; undefined where the trace starts. */
  parentId: string | undefined
  /** Only then are steps recorded. */
  sampled: boolean
  /** Only then are the tokens held that are signed on the way. */
  holdsTokens?: boolean
}

/** Only versions after 00 may have more behind the flags. */
const TRACEPARENT = /^(?!ff|00.{53}.)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/

/** Reads the header `traceparent`; what does not fit starts a new trace (W3C Trace Context §3.2.2, §4.3). */
export function readTraceparent(header: string | undefined): TraceContext {
  const match = header === undefined ? null : TRACEPARENT.exec(header)
  if (!match) return { traceId: randomId(16), parentId: undefined, sampled: false }
  const [, traceId = '', parentId = '', flags = ''] = match
  return { traceId, parentId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

export function writeTraceparent({ traceId, sampled }: TraceContext, spanId: string): string {
  return `00-${traceId}-${spanId}-0${sampled ? 1 : 0}`
}

/** How a play asks for its tokens, in the header `tracestate`: a list in which everybody has an entry (§3.3). */
const HOLDS_TOKENS = 'jwt-sandbox=tokens'

export const readTracestate = (header: string | undefined): boolean =>
  header?.split(',').some((entry) => entry.trim() === HOLDS_TOKENS) ?? false

export const writeTracestate = ({ holdsTokens }: TraceContext): { tracestate?: string } =>
  holdsTokens ? { tracestate: HOLDS_TOKENS } : {}

/** Cut from a UUID: the platform draws many of them at once, and its version digit keeps the id from being all zero. */
export function randomId(bytes: 8 | 16): string {
  return randomUUID()
    .replaceAll('-', '')
    .slice(0, 2 * bytes)
}
