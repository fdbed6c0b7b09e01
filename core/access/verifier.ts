import type { RejectionReason } from '../token/rejection.ts'
import type { Verdict } from '../token/verdict.ts'
import type { RequestContext } from '../trace/request-context.ts'

/**
 * Decides whether a token is good. `caller` is who should have sent it. What it throws because it cannot decide
 * (KeysUnavailable, or a problem of whom it asks) is answered with 503.
 */
export type Verifier = (token: string, caller: string, context: RequestContext) => Promise<Judgement>

/** A verdict, and what this verifier alone would have said where somebody else decided. */
export type Judgement = Verdict & { locally?: LocalVerdict }

export type LocalVerdict = { valid: true } | { valid: false; reason: RejectionReason | 'cannot-decide' }
