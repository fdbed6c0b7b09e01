import { redact } from '#core/token/redact'
import { shownText } from '#core/shown-text'
import type { RelayPort } from '../config/relay-config.ts'

/** A request that was refused, as people are told of it. Nothing of its token is here. */
export interface RefusalShown {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly port: RelayPort
  /** What was answered. */
  readonly status: number
  /** In a stable word. */
  readonly reason: string
  /** The check that said no, where it was one. */
  readonly check?: string
  /** What was asked for, where the request says that. */
  readonly endpoint?: string
}

/** What was refused of late. */
export interface Refusals {
  add(refusal: RefusalShown): void
  /** The newest first. */
  readonly shown: readonly RefusalShown[]
  /** How many there were, by reason. */
  readonly counts: Readonly<Record<string, number>>
  /** There were none. */
  forget(): void
}

/** So many are kept; and of a name that a stranger has chosen, so many letters. */
const MOST_REFUSALS = 100
const LONGEST_SHOWN_NAME = 100

export function createRefusals(): Refusals {
  const kept: RefusalShown[] = []
  const counts = new Map<string, number>()
  return {
    add(refusal) {
      const { endpoint, reason } = refusal
      kept.push({ ...refusal, ...(endpoint !== undefined && { endpoint: shortName(endpoint) }) })
      if (kept.length > MOST_REFUSALS) kept.shift()
      counts.set(reason, (counts.get(reason) ?? 0) + 1)
    },
    get shown() {
      return kept.toReversed()
    },
    get counts() {
      return Object.fromEntries(counts)
    },
    forget() {
      kept.length = 0
      counts.clear()
    },
  }
}

/** A name of somebody else, fit for a page and a log; it may be a token that stood in the wrong place. */
export function shortName(name: string): string {
  const safe = redact(name)
  return shownText(safe.length > LONGEST_SHOWN_NAME ? `${safe.slice(0, LONGEST_SHOWN_NAME)}…` : safe)
}
