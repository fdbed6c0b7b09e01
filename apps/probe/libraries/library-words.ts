import { GATEWAY_WORDS } from './gateway-words.ts'
import {
  CRITICAL_CASES,
  FIRST_HEADER_ONLY,
  NO_LEEWAY,
  TYPE_CASES,
  TAKES_BOUND,
  TAKES_FAR,
  TAKES_OLD,
  type LibraryRemark,
} from './shared-remarks.ts'

/** jsonwebtoken, whoever calls it. */
const OF_JSONWEBTOKEN: readonly LibraryRemark[] = [
  { text: 'does not look at `crit` (RFC 7515 §4.1.11)', cases: CRITICAL_CASES },
  { text: 'does not look at `typ`, and has no setting for it', cases: TYPE_CASES },
  {
    text: 'has no list of claims that must be there',
    cases: ['exp-missing', 'sub-missing', 'jti-missing', 'client-id-missing'],
  },
  TAKES_OLD,
  TAKES_FAR,
  NO_LEEWAY,
  TAKES_BOUND,
  FIRST_HEADER_ONLY,
]

const OF_FAST_JWT: readonly LibraryRemark[] = [
  { text: 'takes a token of any type', cases: TYPE_CASES, mendedBy: '`checkTyp`' },
  {
    text: 'takes one that has no `aud`, though the audience is set: a claim that is missing is not compared',
    cases: ['aud-missing', 'exp-missing', 'sub-missing'],
    mendedBy: '`requiredClaims`',
  },
  TAKES_OLD,
  TAKES_FAR,
  { text: 'takes a subject that is a number', cases: ['sub-not-string', 'json-big-number'] },
  { text: 'asks for the key set again for every unknown key id, as often as somebody likes', cases: ['dos-kid-flood'] },
  NO_LEEWAY,
  TAKES_BOUND,
  FIRST_HEADER_ONLY,
]

/** Sober, by library: what it gets wrong as most tutorials use it, and what mends it. A test holds each against the table. */
export const LIBRARY_WORDS: Readonly<Record<string, readonly LibraryRemark[]>> = {
  'express-oauth2-jwt-bearer': [
    {
      text: 'ends the whole process, with the error handler of Express, when the algorithm of a token has a sign that no header may have: its challenge repeats it, and Node throws',
      cases: ['alg-none-padded'],
      mendedBy: '`tokenSigningAlg`, or an error handler of your own',
    },
    {
      text: 'takes a token of any type, and one without `sub`, `iat` or `jti`',
      cases: [...TYPE_CASES, 'sub-missing', 'iat-missing', 'jti-missing'],
      mendedBy: '`strict`',
    },
    { text: 'takes any asymmetric algorithm', cases: ['alg-not-in-allow-list'], mendedBy: '`tokenSigningAlg`' },
    {
      text: 'decodes base64url leniently: padding, white space and foreign signs are skipped (it brings jose 4 along)',
      cases: ['b64-sig-padded', 'b64-sig-spaced', 'b64-illegal-character', 'b64-standard-alphabet'],
    },
    { text: 'takes the token from the query', cases: ['http-query'] },
    NO_LEEWAY,
    TAKES_FAR,
    { text: 'takes one that is bound to a certificate as a plain bearer token', cases: ['pop-mtls-no-cert'] },
    FIRST_HEADER_ONLY,
  ],
  'express-jwt': [
    {
      text: 'answers 500 where jwks-rsa finds no key for the key id, and 401 without a challenge elsewhere',
      cases: ['key-kid-unknown', 'dos-kid-flood', 'http-401-shape'],
      mendedBy: 'an error handler of your own, and `handleSigningKeyError`',
    },
    ...OF_JSONWEBTOKEN,
  ],
  'passport-jwt': [
    { text: 'says 401 without a challenge', cases: ['http-401-shape'] },
    {
      text: 'takes a tab or a no-break space for the blank behind Bearer',
      cases: ['http-tab', 'http-nbsp'],
    },
    ...OF_JSONWEBTOKEN.map((remark) =>
      remark === NO_LEEWAY ? { ...remark, mendedBy: '`jsonWebTokenOptions.clockTolerance`' } : remark,
    ),
  ],
  '@fastify/jwt': [
    {
      text: 'answers 500 to most bad tokens: what fast-jwt and get-jwks throw has no status',
      cases: ['alg-none', 'key-kid-unknown', 'iss-unknown', 'nbf-future', 'crit-unknown'],
      mendedBy: 'an error handler of your own',
    },
    {
      text: 'takes every algorithm that the issuer has a key for',
      cases: ['alg-not-in-allow-list'],
      mendedBy: '`algorithms`',
    },
    ...OF_FAST_JWT,
  ],
  'fastify-jwt-jwks': [
    { text: 'says 401 without a challenge', cases: ['http-401-shape'] },
    { text: 'takes EdDSA, too, and cannot be told which algorithms there are', cases: ['alg-not-in-allow-list'] },
    {
      text: 'takes one that names no issuer, though the issuer is set',
      cases: ['iss-missing'],
      mendedBy: '`requiredClaims`',
    },
    ...OF_FAST_JWT,
  ],
  jose: [
    { text: 'takes a token of any type', cases: TYPE_CASES, mendedBy: '`typ`' },
    {
      text: 'takes one without `exp`, `sub` or `jti`',
      cases: ['exp-missing', 'sub-missing', 'jti-missing'],
      mendedBy: '`requiredClaims`',
    },
    {
      text: 'takes every algorithm that the key set has a key for',
      cases: ['alg-not-in-allow-list'],
      mendedBy: '`algorithms`',
    },
    { ...TAKES_OLD, mendedBy: '`maxTokenAge`' },
    { text: 'takes padding and white space in the signature', cases: ['b64-sig-padded', 'b64-sig-spaced'] },
    { text: 'takes a byte-order mark before header or claims', cases: ['json-bom', 'json-header-bom'] },
    { text: 'takes a subject that is a number, or empty', cases: ['sub-not-string', 'sub-empty'] },
    TAKES_FAR,
    NO_LEEWAY,
    TAKES_BOUND,
    FIRST_HEADER_ONLY,
  ],
  jsonwebtoken: [
    {
      text: 'takes any algorithm that the kind of key allows, also where the key set names another one',
      cases: ['alg-swap-hash', 'alg-swap-padding', 'alg-not-in-allow-list'],
      mendedBy: '`algorithms`',
    },
    {
      text: 'asks for the key set again for every unknown key id (jwks-rsa)',
      cases: ['dos-kid-flood'],
      mendedBy: '`rateLimit`',
    },
    ...OF_JSONWEBTOKEN,
  ],
  ...GATEWAY_WORDS,
}

/** What stands at its column, where that is not the name of the library. */
export const LIBRARY_TITLES: Readonly<Record<string, string>> = {
  '@fastify/jwt': 'fast-jwt (by @fastify/jwt)',
  'fastify-jwt-jwks': 'fast-jwt (by fastify-jwt-jwks)',
  strict: 'strict (our own)',
  'strict-sidecar': 'strict-sidecar (our own)',
  'strict-relay': 'strict-relay (our own)',
}
