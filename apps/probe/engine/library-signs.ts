import type { Answer } from '../answer.ts'
import { challengesOf } from './right-answers.ts'

/** By which words a library gives itself away, in its answers to no token and to garbage. */
interface LibrarySign {
  readonly library: string
  readonly in: 'challenge' | 'body'
  readonly words: RegExp
}

/**
 * The most telling first. What several libraries say alike (jsonwebtoken's "jwt malformed" under one of the frameworks that are
 * built on it) stands behind what only one says.
 */
const SIGNS: readonly LibrarySign[] = [
  { library: '@fastify/jwt', in: 'body', words: /"code"\s*:\s*"FST_JWT_[A-Z_]+"/ },
  { library: 'fast-jwt', in: 'body', words: /\bFAST_JWT_[A-Z_]+\b/ },
  {
    library: 'Spring Security',
    in: 'challenge',
    words: /error_uri="https:\/\/tools\.ietf\.org\/html\/rfc6750#section-3\.1"/,
  },
  { library: 'Envoy', in: 'body', words: /^Jwt (?:is missing|is not in the form of Header\.Payload\.Signature)/ },
  {
    library: 'express-jwt',
    in: 'body',
    words: /UnauthorizedError: (?:No authorization token was found|jwt malformed)|"No authorization token was found"/,
  },
  {
    library: 'express-oauth2-jwt-bearer',
    in: 'challenge',
    words: /^Bearer realm="api", error="invalid_token", error_description="Invalid Compact JWS"/,
  },
  { library: 'this sandbox', in: 'challenge', words: /^Bearer realm="service[a-z]"/ },
  { library: 'passport-jwt', in: 'body', words: /^Unauthorized$/ },
  { library: 'jose', in: 'body', words: /\bERR_JW[STE]_[A-Z_]+\b|JWSInvalid: Invalid Compact JWS/ },
  { library: 'jsonwebtoken', in: 'body', words: /JsonWebTokenError: jwt malformed|"jwt malformed"/ },
]

/** The library behind a target, where its answers say so; undefined where nobody can be sure. */
export function recogniseLibrary(refusals: readonly Answer[]): string | undefined {
  const sign = SIGNS.find(({ in: place, words }) =>
    refusals.some((answer) =>
      (place === 'body' ? [answer.body.trim()] : challengesOf(answer)).some((text) => words.test(text)),
    ),
  )
  if (sign?.library === 'passport-jwt' && refusals.some((answer) => challengesOf(answer).length > 0)) return undefined // many say so with a challenge
  return sign?.library
}
