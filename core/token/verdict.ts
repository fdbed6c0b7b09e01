import type { Claims } from './claims.ts'
import { classicError, TokenRejected, type ClassicError, type RejectionReason } from './rejection.ts'

/** The answer to "is this token good?". "No" is a successful answer to that question. */
export type Verdict = Believed | Refused

export interface Believed {
  valid: true
  claims: Claims
}

export interface Refused {
  valid: false
  error: ClassicError
  reason: RejectionReason
  /** Always empty: claims of a token that is not believed are nobody's claims. */
  claims: Record<string, never>
}

export const believed = (claims: Claims): Believed => ({ valid: true, claims })

export const refused = (rejection: TokenRejected): Refused => ({
  valid: false,
  error: classicError(rejection),
  reason: rejection.reason,
  claims: {},
})
