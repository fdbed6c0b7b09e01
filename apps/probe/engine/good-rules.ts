import type { RemedyRow } from './remedy-rules.ts'

const EACH_ENABLED = 'Accept each algorithm that you have enabled: --algorithms says which those are'
const FURTHER_MEMBERS =
  'Pay no heed to claims and members of the header that you do not know (RFC 7519 §4, RFC 7515 §4)'
const BELIEVE_IT = 'Accept the good token, and pay no heed to what comes beside it'

/** What lets in a good token, where it was refused: the first row that fits counts. */
export const GOOD_RULES: readonly RemedyRow[] = [
  ['ok-rs* ok-ps* ok-es* ok-ed*', EACH_ENABLED],
  ['ok-aud-*', 'Accept a list of audiences that has your name in it (RFC 7519 §4.1.3)'],
  ['ok-typ-full ok-typ-case', 'Compare typ without a look at capital letters, and with application/ before it or not (RFC 7515 §4.1.9)'],
  ['ok-typ-*', 'Accept a token of no type, or of JWT, where you demand none'],
  ['ok-extra-* ok-act ok-cnf-unknown', FURTHER_MEMBERS],
  ['ok-b64-true', 'Accept b64 where it is true, or refuse it with 401: both are right'],
  ['ok-large-claims ok-long-scope', 'Allow a token that is as large as a header may be: 8 KB and more of claims are usual'],
  ['ok-scope-order', 'Look for the scope among all that are there, wherever it stands (RFC 6749 §3.3)'],
  ['ok-no-nbf', 'Accept a token that does not say when it begins: nbf may be left out (RFC 7519 §4.1.5)'],
  ['ok-fractional-dates ok-exponent-dates', 'Accept every number that JSON has for a date (RFC 7519 §2, NumericDate)'],
  ['ok-exp-* ok-nbf-* ok-iat-* ok-jti-max-age', 'Accept a token until its last second, and within the leeway that you say (--leeway)'],
  ['ok-json-* ok-unicode-claims', 'Read header and claims with a JSON reader, in UTF-8, and expect no order, no spelling and no spacing of them'],
  ['ok-kid-missing-single', 'Try the keys that fit the algorithm where a token has no key id: it may be left out (RFC 7515 §4.1.4), though nobody has to look for a key without one'],
  ['ok-kid-odd', 'Take every text for a key id, and compare it as it stands'],
  ['ok-rotation-old-key', 'Keep each key that is published: while keys change there are two'],
  ['ok-rotation-*', 'Read the key set again when a key id is unknown, at most once in a cool-down of some seconds'],
  ['ok-jwks-*', 'Take from a key set what you understand, and leave out the rest: alg and use may be missing (RFC 7517 §4, §5)'],
  ['ok-*', 'Accept what the standard allows, or callers that keep to it break'],
  ['http-identity-header-beside http-hop-by-hop life-cache-collision', BELIEVE_IT],
  ['dialect-jwtproxy-w12-* dialect-kong-token-goes-on dialect-mesh-cookie-* dialect-piko-token-goes-on', BELIEVE_IT],
] // prettier-ignore
