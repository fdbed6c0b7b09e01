import type { Clock } from '#core/clock'

/** So often it is looked whether a token is over: a wait of its own for each request would cost more than the rest of this. Milliseconds. */
const LOOK_AT_END = 250

/** An exchange that a token has opened. */
export interface OpenUntil {
  /** It is to end. */
  readonly signal: AbortSignal
  /** Its answer begins. */
  begins(): void
  /** It is over. */
  close(): void
}

export interface OpenUntilParts {
  /** When its token ends. Milliseconds since 1970. */
  until: number
  /** What was asked for in time may still be answered, and is whole so long after the end of the token. Milliseconds. */
  patience: number
  clock: Clock
  /** Told before it ends. */
  tell(): void
}

/** Ends an answer with the token that asked for it: it may be one that goes on for ever, as events do. */
export function openUntil({ until, patience, clock, tell }: OpenUntilParts): OpenUntil {
  const end = new AbortController()
  let due = until + patience
  const left = () => Math.max(0, due - clock.now())
  const look = () => {
    if (left() > 0 || end.signal.aborted) return
    tell()
    end.abort()
  }
  return {
    signal: end.signal,
    begins: () => void (due = clock.now() < until ? until : due),
    close: clock.every(LOOK_AT_END, look, left),
  }
}
