import { Buffer } from 'node:buffer'
import type { Clock } from '../clock.ts'

/** A token of a play as it was signed, with what tells it from the others. */
export interface HeldToken {
  /** The process that signed it. */
  who: string
  /** What it is: 'a token for serviceb'. */
  what: string
  issuer?: unknown
  audience?: unknown
  /** Its `jti`, which the trace shows too. */
  tokenId?: unknown
  token: string
}

/** Tokens of the last plays that asked for it: in the memory of this process, and nowhere else. */
export interface HeldTokens {
  hold(traceId: string, token: HeldToken): void
  get(traceId: string): readonly HeldToken[]
  /** How many bytes are held in all. */
  readonly size: number
}

/** Whoever asked gets them at once: a minute is long, and more than so many plays and bytes are never held. */
export const HELD_LIMITS = { plays: 20, tokens: 50, bytes: 500_000, seconds: 60 }

interface HeldPlay {
  until: number
  tokens: HeldToken[]
  size: number
}

export function createHeldTokens(clock: Pick<Clock, 'monotonic'>, limits = HELD_LIMITS): HeldTokens {
  const plays = new Map<string, HeldPlay>() // the oldest first
  let size = 0

  function forget(traceId: string): void {
    size -= plays.get(traceId)?.size ?? 0
    plays.delete(traceId)
  }

  function forgetOld(): void {
    for (const [traceId, { until }] of plays) {
      if (until > clock.monotonic() && size <= limits.bytes && plays.size <= limits.plays) return
      forget(traceId)
    }
  }

  function open(traceId: string): HeldPlay {
    const known = plays.get(traceId)
    if (known) return known
    const play = { until: clock.monotonic() + limits.seconds * 1000, tokens: [], size: 0 }
    plays.set(traceId, play)
    return play
  }

  return {
    hold(traceId, token) {
      forgetOld()
      const bytes = Buffer.byteLength(JSON.stringify(token))
      const play = open(traceId)
      if (play.tokens.length >= limits.tokens || bytes > limits.bytes) return
      play.tokens.push(token)
      play.size += bytes
      size += bytes
      forgetOld()
    },
    get(traceId) {
      forgetOld()
      return plays.get(traceId)?.tokens ?? []
    },
    get size() {
      return size
    },
  }
}
