import type { Clock } from '../clock.ts'
import type { RejectionReason } from '../token/rejection.ts'
import type { KeySource, Trust } from '../token/trust.ts'
import type { Verdict } from '../token/verdict.ts'
import type { VerifiedCache } from '../token/verified-cache.ts'
import type { RequestContext } from '../trace/request-context.ts'
import { judge, type RefusalLog } from './judge.ts'

/**
 * Decides whether a token is good. `caller` is who should have sent it. What it throws because it cannot decide
 * (KeysUnavailable, or a problem of whom it asks) is answered with 503.
 */
export type Verifier = (token: string, caller: string, context: RequestContext) => Promise<VerdictOfVerifier>

/** A verdict, and what this verifier alone would have said where somebody else decided. */
export type VerdictOfVerifier = Verdict & { locally?: LocalVerdict }

export type LocalVerdict = { valid: true } | { valid: false; reason: RejectionReason | 'cannot-decide' }

/** Everything that is trusted before a request comes. */
export type StandingTrust = Omit<Trust, 'keys' | 'subject'>

export interface LocalVerifierParts {
  trust: StandingTrust
  /** The keys for a request; a fetch that they need belongs to it. */
  keys: (caller: string, context: RequestContext) => KeySource
  /** Of whom the token must speak: ANYONE where its issuer alone decides that. */
  subject: (caller: string) => Trust['subject']
  /** The ring that the token's key should be of, where the verifier knows one. For the trace. */
  ringId?: (caller: string) => string
  clock: Clock
  log: RefusalLog
  /** Signatures that were good before. */
  cache?: VerifiedCache
}

/** Believes what a signature proves, with keys that are at hand: nobody is asked about the token. */
export function localVerifier({ trust, keys, subject, ringId, clock, log, cache }: LocalVerifierParts): Verifier {
  return (token, caller, context) => {
    const parts = { clock, context, log, ...(ringId && { ringId: ringId(caller) }), ...(cache && { cache }) }
    return judge(token, { ...trust, subject: subject(caller), keys: keys(caller, context) }, parts)
  }
}
