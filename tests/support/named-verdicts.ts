import type { NamedTokenId } from '#core/token/named-tokens'

/** The column "strict" of the table of judges: believed, or refused with this reason. `endpoints-empty` is for relays alone. */
export const STRICT_SAYS: Record<NamedTokenId, string> = {
  'no-token': 'no token provided',
  valid: 'believed',
  'exp-30s-ago': 'expired',
  'exp-5min-ago': 'expired',
  'no-exp': 'missing-claim',
  'exp-zero': 'expired',
  'exp-quoted': 'invalid-claim',
  'exp-fraction': 'believed',
  'nbf-in-30s': 'not-active',
  'iat-in-10min': 'not-active',
  'aud-other': 'wrong-audience',
  'no-aud': 'wrong-audience',
  'aud-as-string': 'believed',
  'iss-other': 'wrong-issuer',
  forged: 'signature-mismatch',
  'forged-and-expired': 'signature-mismatch',
  'forged-and-aud-other': 'signature-mismatch',
  'kid-unknown': 'unknown-key',
  'alg-none': 'signature-missing',
  'bearer-in-lower-case': 'believed',
  'two-headers': 'invalid-request',
  'numeric-claim': 'believed',
  'endpoints-empty': 'believed',
}

/** Kong as it comes, and with exp among the claims that it verifies: where it says no, in its words. */
export const KONG_SAYS: Partial<Record<NamedTokenId, readonly [string, string]>> = {
  'no-token': ['Unauthorized', 'Unauthorized'],
  'exp-30s-ago': ['believed', '{"exp":"token expired"}'],
  'exp-5min-ago': ['believed', '{"exp":"token expired"}'],
  'no-exp': ['believed', '{"exp":"must be a number"}'],
  'exp-zero': ['believed', '{"exp":"token expired"}'],
  'exp-quoted': ['believed', '{"exp":"must be a number"}'],
  'iss-other': ["No credentials found for given 'iss'", "No credentials found for given 'iss'"],
  forged: ['Invalid signature', 'Invalid signature'],
  'forged-and-expired': ['Invalid signature', 'Invalid signature'],
  'forged-and-aud-other': ['Invalid signature', 'Invalid signature'],
  'alg-none': ['Bad token; invalid alg', 'Bad token; invalid alg'],
}
