/**
 * Why a token is not believed. `reason` is stable and safe to show; the English may change.
 * A new word here does not compile until it has a row in both tables below.
 */
export type RejectionReason =
  | 'malformed'
  | 'too-large'
  | 'signature-missing'
  | 'critical-header'
  | 'wrong-type'
  | 'wrong-algorithm'
  | 'unknown-key'
  | 'revoked-key'
  | 'expired-key'
  | 'pending-key'
  | 'signature-mismatch'
  | 'missing-claim'
  | 'invalid-claim'
  | 'wrong-issuer'
  | 'wrong-audience'
  | 'wrong-subject'
  | 'expired'
  | 'not-active'
  | 'lifetime-too-long'
  | 'bound-token'
  | 'revoked-token'
  | 'replayed'

export interface RejectionDetail {
  /** The claim at fault, by its name on the wire. */
  claim?: string
  /** What the verifier expected in its place: from its own settings, never from the token. */
  expected?: string
  /** The instant that `exp`, `nbf` or `iat` names. */
  date?: Date
  cause?: unknown
}

/** A verifier said no. It carries no part of the token but the name of a claim and a date. */
export class TokenRejected extends Error {
  override readonly name = 'TokenRejected'
  readonly reason: RejectionReason
  readonly claim: string | undefined
  readonly expected: string | undefined
  readonly date: Date | undefined

  constructor(reason: RejectionReason, detail: RejectionDetail = {}) {
    super(TITLES[reason], { cause: detail.cause })
    this.reason = reason
    this.claim = detail.claim
    this.expected = detail.expected
    this.date = detail.date
  }
}

/** One English sentence for each reason: for people, traces and `error_description` (RFC 6750 §3 allows these characters). */
export const TITLES: Record<RejectionReason, string> = {
  malformed: 'The text is not a JWT in canonical compact form',
  'too-large': 'The token is longer than any token of this sandbox',
  'signature-missing': 'The token has no signature',
  'critical-header': 'The header asks for an extension that this verifier does not know',
  'wrong-type': 'The token is of another kind than the one expected here',
  'wrong-algorithm': 'The algorithm is not allowed here, or not the one of the key',
  'revoked-key': 'The key of the token was revoked',
  'expired-key': 'The key of the token has expired',
  'pending-key': 'The key of the token waits for approval',
  'unknown-key': 'The token names a key that is not trusted here',
  'signature-mismatch': 'The signature does not fit the token and the key',
  'missing-claim': 'The token lacks a claim that is required here',
  'invalid-claim': 'A claim has a type or a value that makes no sense',
  'wrong-issuer': 'The token was issued by somebody who is not trusted here',
  'wrong-audience': 'The token was issued for somebody else',
  'wrong-subject': 'The token speaks of somebody else',
  expired: 'The token has expired',
  'not-active': 'The token is not active yet',
  'lifetime-too-long': 'The token lives longer than this verifier allows',
  'revoked-token': 'The token was revoked',
  replayed: 'The token may be used once and was used before',
  'bound-token': 'The token is bound to a key that the caller did not prove to have',
}

/** The name and message that the package `jsonwebtoken` made classic; many log searches and tests know them. */
export interface ClassicError {
  name: 'TokenExpiredError' | 'NotBeforeError' | 'JsonWebTokenError'
  message: string
  /** ISO date, with TokenExpiredError. */
  expiredAt?: string
  /** ISO date, with NotBeforeError. */
  date?: string
}

export function classicError(rejection: TokenRejected): ClassicError {
  return CLASSIC[rejection.reason](rejection)
}

const plain = (message: string) => (): ClassicError => ({ name: 'JsonWebTokenError', message })
const expecting =
  (what: string) =>
  ({ expected }: TokenRejected): ClassicError => ({
    name: 'JsonWebTokenError',
    message: `jwt ${what} invalid. expected: ${expected ?? ''}`,
  })

const CLASSIC: Record<RejectionReason, (rejection: TokenRejected) => ClassicError> = {
  malformed: plain('jwt malformed'),
  'too-large': plain('jwt malformed'),
  'signature-missing': plain('jwt signature is required'),
  'critical-header': plain('invalid token'),
  'wrong-type': plain('invalid token'),
  'wrong-algorithm': plain('invalid algorithm'),
  'unknown-key': plain('invalid signature'),
  'revoked-key': plain('invalid signature'),
  'expired-key': plain('invalid signature'),
  'pending-key': plain('invalid signature'),
  'signature-mismatch': plain('invalid signature'),
  'missing-claim': plain('invalid token'),
  'invalid-claim': plain('invalid token'),
  'wrong-issuer': expecting('issuer'),
  'wrong-audience': expecting('audience'),
  'wrong-subject': expecting('subject'),
  expired: ({ date }) => ({
    name: 'TokenExpiredError',
    message: 'jwt expired',
    ...(date && { expiredAt: date.toISOString() }),
  }),
  'not-active': ({ date }) => ({
    name: 'NotBeforeError',
    message: 'jwt not active',
    ...(date && { date: date.toISOString() }),
  }),
  'lifetime-too-long': plain('invalid token'),
  'bound-token': plain('invalid token'),
  'revoked-token': plain('invalid token'),
  replayed: plain('invalid token'),
}
