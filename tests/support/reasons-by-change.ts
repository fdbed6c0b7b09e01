import type { OurVerdict } from '../findings/found-tables.ts'

const OF_ANY_CLAIM: readonly OurVerdict[] = ['missing-claim', 'invalid-claim']

/** What may be said of a token when this alone is wrong with it, whatever a table says: a word of `differences`. Not told of: anything. */
export const REASONS_BY_CHANGE: Readonly<Record<string, readonly OurVerdict[]>> = {
  'claims.aud': ['wrong-audience', ...OF_ANY_CLAIM],
  'claims.iss': ['wrong-issuer', ...OF_ANY_CLAIM],
  'claims.exp': ['expired', 'lifetime-too-long', ...OF_ANY_CLAIM],
  'claims.nbf': ['not-active', ...OF_ANY_CLAIM],
  'claims.iat': ['not-active', 'lifetime-too-long', ...OF_ANY_CLAIM],
  'claims.sub': ['wrong-subject', 'malformed', ...OF_ANY_CLAIM], // half a character is no text
  'claims.jti': OF_ANY_CLAIM,
  'claims.client_id': OF_ANY_CLAIM,
  'claims.act': OF_ANY_CLAIM,
  'claims.scope': OF_ANY_CLAIM,
  'claims.cnf': ['bound-token'],
  'claims text': ['malformed', 'too-large'],
  'claims segment': ['malformed'],
  'header.alg': ['wrong-algorithm'],
  'header.kid': ['unknown-key'],
  'header.typ': ['wrong-type'],
  'header.crit': ['critical-header'],
  'header.b64': ['critical-header'],
  'header text': ['malformed'],
  'header segment': ['malformed'],
  signature: ['signature-missing', 'signature-mismatch', 'malformed'],
  spelling: ['malformed', 'too-large'],
}

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')

/** Believed by the verifier, and rightly: a right is for the route, a SPIFFE id for whoever wants one, and a second use for whoever counts. */
export const NOT_FOR_THE_VERIFIER: ReadonlySet<string> = new Set(
  words(`
    sub-other-trust-domain sub-not-spiffe act-prior-actor
    scope-missing scope-insufficient scope-longer scope-case scope-comma scope-wildcard
    life-replay life-replay-flood life-replay-respelled life-revoked life-revoked-cached
  `),
)
