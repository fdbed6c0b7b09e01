import type { RejectionReason } from '#core/token/rejection'

/** Why a call is refused. The last two are about no token, and about one that is believed and may not do this. */
export type RefusalReason = RejectionReason | 'no-token' | 'insufficient-scope'

/** The subject of such a sentence, as libraries name it. */
const TOKEN_WORDS = '(?:(?:access |id |bearer |json web )?token|jwt)'

/** The claims that have reasons of their own, as libraries name them. */
const claimWords = (names: string) => [
  new RegExp(`\\bunexpected ["']?(?:${names})["']? (?:claim )?value`),
  new RegExp(`\\b(?:invalid|wrong|incorrect|bad) (?:jwt )?(?:${names})\\b(?! (?:type|format))`),
  new RegExp(
    `\\b(?:jwt|token) (?:has |with )?(?:an )?(?:${names}) invalid\\b|\\btoken has (?:an )?invalid (?:${names})\\b`,
  ),
  new RegExp(
    `\\b(?:${names})s?(?: claim)?(?: ["'][^"']{0,200}["'])? (?:is|are) (?:not valid|invalid|not allowed|not accepted)\\b`,
  ),
  new RegExp(
    `\\b(?:${names})(?: claim)? (?:mismatch|does ?n[o']t match|does not match|not (?:allowed|accepted|valid))\\b`,
  ),
]

/**
 * How libraries say it, one shape for each sentence of theirs that is known (its test has them all), in small letters. A word alone is none: "the audience"
 * stands in many a sentence about something else, and a wrong reading is worse than none.
 */
export const LIBRARY_SENTENCES: Readonly<Record<Exclude<RefusalReason, 'no-token'>, readonly RegExp[]>> = {
  malformed: [
    new RegExp(
      `\\b${TOKEN_WORDS} (?:is )?malformed\\b|\\bmalformed ${TOKEN_WORDS}\\b|\\bnot (?:a|in the form of a) jwt\\b`,
    ),
    /\binvalid (?:compact jws|jwt serialization|header padding|header string|payload string|crypto padding|payload padding)\b/,
    /\b(?:not enough|wrong number of|invalid number of|too many) segments\b|\binvalid jwt claims set$|\bcould not (?:base64|json) decode (?:header|claim|signature)\b|\binvalid number of parts\b/,
    /\bjws protected header is invalid\b|\bfailed to (?:base64url )?decode the (?:signature|payload|header)\b|\bfailed to parse the decoded payload\b/,
    /\bjwt not in the form of header\.payload\.signature\b|\bjwt claims set must be a top-level json object\b/,
  ],
  'too-large': [new RegExp(`\\b${TOKEN_WORDS} (?:is )?too (?:large|long|big)\\b`)],
  'signature-missing': [
    /\bjwt signature is required\b|\b(?:has|have) no signature\b|\bsignature is missing\b/,
    new RegExp(`\\b(?:unsigned|unsecured) (?:${TOKEN_WORDS}|claims)`),
  ],
  'critical-header': [
    /\bextension header parameter ["']?[^"']{0,80}["']? is not recognized\b|["']crit["'] \(critical\)|\b(?:unsupported|unknown) critical\b/,
  ],
  'wrong-type': [
    ...claimWords('typ').slice(0, 2),
    /\bunexpected ["']typ["'] jwt header value|\bjose header typ \(type\) [^ ]{1,80} not allowed\b|\b(?:wrong|unexpected) token type\b/,
  ],
  'wrong-algorithm': [
    /["']alg["'] \(algorithm\) header parameter value not allowed|\binvalid (?:signing )?algorithm\b|(?:\btoken signature is invalid: )?\bsigning method [^ ]{1,40} is invalid\b/,
    /\balg(?:orithm)?(?: value)? (?:is )?not (?:allowed|supported)\b|\bunsupported (?:signing )?algorithm\b|\binvalidalgorithm\b|\b(?:incorrect key for this algorithm|another algorithm expected)\b/,
  ],
  'unknown-key': [
    /\bno (?:applicable|matching|suitable) (?:signing )?key\b(?: found)?(?: in (?:the )?(?:json web key set|jwks|key set))?|\bno matching key\(s\) found\b|\bunable to find a signing key that matches\b/,
    /\bsigning ?key (?:was )?not found\b|\bsignature key was not found\b|\bjwks doesn't have key to match\b|["']kid["'] invalid\b(?:, unable to lookup correct key\b)?|\bunknown (?:key id|kid|signing key)\b/,
  ],
  'revoked-key': [/\bkey (?:of the token )?(?:has been |was |is )?revoked\b/],
  'expired-key': [/\bkey (?:of the token )?(?:has |is )?expired\b/],
  'pending-key': [/\bkey (?:of the token )?(?:waits for approval|is not (?:yet )?active)\b/],
  'signature-mismatch': [
    /\bsignature verification failed\b|\binvalid signature\b|\binvalidsignature\b|\bsignature (?:is )?invalid\b(?!: signing method)|\bjwt verification fails\b/,
    /\bfailed to verify (?:id token )?signature\b|\bsignature does not match\b|\b(?:bad|wrong) signature\b|\bsignature mismatch\b/,
  ],
  'missing-claim': [
    /\bmissing (?:the )?(?:required )?["']?[\w-]{1,40}["']? claim\b|\bmissing required claim\b|\bmissingrequiredclaim\b|\bno mandatory ["']?[\w-]{1,40}["']? in claims\b/,
    /\bclaim ["']?[\w-]{0,40}["']? ?is (?:required|missing)\b|["']?\b[\w-]{1,40}["']? claim is (?:required|missing)\b|\btoken has no expiration\b/,
  ],
  'invalid-claim': [
    /(?:\bexpiration time |\bnot before |\bissued at )?(?:["']\w{1,20}["'] )?\bclaim(?: \(\w{1,20}\))? must be an? \w{1,20}\b|\bsubject must be a string\b|\binvalid claim format\b|\binvalid (?:exp|nbf|iat) value\b/,
  ],
  'wrong-issuer': [
    ...claimWords('iss|issuer'),
    /\bissued by a different provider\b|\bissuer is not configured\b|\binvalidissuer\b/,
  ],
  'wrong-audience': [
    ...claimWords('aud|audience'),
    /\bexpected audience ["'][^"']{0,200}["'] got\b|\baudiences in jwt are not allowed\b|\binvalidaudience\b/,
  ],
  'wrong-subject': [...claimWords('sub|subject'), /\binvalidsubject\b/],
  expired: [
    new RegExp(`\\b${TOKEN_WORDS} (?:is |has |was )?(?:already )?expired\\b|\\bexpired ${TOKEN_WORDS}\\b`),
    /\bsignature has expired\b|\bexpiredsignature\b|["']exp["'] claim timestamp check failed|["']iat["'] claim timestamp check failed \(too far in the past\)|\bmaxage exceeded\b/,
    new RegExp(`\\b${TOKEN_WORDS} for (?:audience )?[^ ]{1,80} (?:is|has) expired\\b`),
  ],
  'not-active': [
    new RegExp(
      `\\b${TOKEN_WORDS} (?:is )?not (?:yet (?:active|valid)|(?:active|valid) (?:yet|before))\\b(?: \\((?:nbf|iat)\\))?|\\bjwt not active$`,
    ),
    /["'](?:nbf|iat)["'] claim timestamp check failed(?! \(too far)(?: \(it should be in the past\))?|\bjwt used before\b|\btoken used before issued\b|\bimmaturesignature\b|\bbefore the nbf\b|\bwith nbf prior to\b/,
  ],
  'lifetime-too-long': [
    new RegExp(`\\b${TOKEN_WORDS} lives (?:too long|longer than)\\b|\\blifetime (?:is )?too long\\b`),
  ],
  'bound-token': [/\bdpop proof (?:is )?(?:required|missing)\b|\b(?:sender|certificate)-(?:constrained|bound) token\b/],
  'revoked-token': [new RegExp(`\\b${TOKEN_WORDS} (?:has been |was |is )?revoked\\b|\\brevoked ${TOKEN_WORDS}\\b`)],
  replayed: [
    new RegExp(
      `\\b${TOKEN_WORDS} (?:was |has been )(?:already )?(?:used before|replayed|used already|already used)\\b`,
    ),
  ],
  'insufficient-scope': [
    /\binsufficient[ _-]scope\b|\bmissing (?:a )?(?:required )?scope\b|\bscope (?:is )?insufficient\b/,
  ],
}

/** That none came. */
export const NO_TOKEN_SENTENCES: readonly RegExp[] = [
  new RegExp(
    `\\b(?:no|missing) (?:authorization |auth )?${TOKEN_WORDS}(?: token)?(?: (?:was |is )?(?:found|provided|given|sent|present|supplied|in (?:the )?request))?$|\\b${TOKEN_WORDS} (?:is |was )?(?:missing|not (?:provided|found|supplied|present))$`,
  ),
  /\b(?:no|missing) (?:the )?authorization header(?: (?:was |is )?(?:found|provided|given|sent|present))?$|\bauthorization header (?:is |was )?(?:missing|required|not (?:provided|found|present))$/,
]

/** What programs say in place of a sentence: codes and names of errors of libraries. */
export const REFUSAL_CODES: Readonly<Record<string, RefusalReason>> = {
  ERR_JWT_EXPIRED: 'expired',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'signature-mismatch',
  ERR_JWKS_NO_MATCHING_KEY: 'unknown-key',
  ERR_JOSE_ALG_NOT_ALLOWED: 'wrong-algorithm',
  ERR_JWS_INVALID: 'malformed',
  TokenExpiredError: 'expired',
  NotBeforeError: 'not-active',
  ExpiredSignatureError: 'expired',
  InvalidAudienceError: 'wrong-audience',
  InvalidIssuerError: 'wrong-issuer',
  ImmatureSignatureError: 'not-active',
  InvalidSignatureError: 'signature-mismatch',
  'no-credentials': 'no-token',
  'claim-not-allowed': 'insufficient-scope',
  insufficient_scope: 'insufficient-scope',
}
