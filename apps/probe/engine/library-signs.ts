import type { Answer } from '../answer.ts'
import { challengesOf } from './right-answers.ts'

/** By which words a library gives itself away, in the answers by which it refuses. */
interface LibrarySign {
  readonly library: string
  readonly in: 'challenge' | 'body' | 'both'
  readonly words: RegExp
}

/**
 * The most telling first. What several libraries say alike (jsonwebtoken's "jwt malformed" under one of the frameworks that are
 * built on it) stands behind what only one says. In JSON a backslash stands before each quotation mark.
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
    words:
      /^Bearer realm="api", error="invalid_token", error_description="(?:Invalid Compact JWS|Unexpected '\w+' value)"/,
  },
  { library: 'express-oauth2-jwt-bearer', in: 'body', words: /InvalidTokenError: Unexpected '\w+' value/ },
  { library: 'this sandbox', in: 'challenge', words: /^Bearer realm="service[a-z]"/ },
  {
    library: 'ASP.NET Core',
    in: 'challenge',
    words: /^Bearer error="invalid_token", error_description="The (?:audience|issuer) '[^']*' is invalid"/,
  },
  { library: 'passport-jwt', in: 'body', words: /^Unauthorized$/ },
  {
    library: 'jose',
    in: 'both',
    words:
      /\bERR_JW[STE]_[A-Z_]+\b|\bInvalid Compact JWS\b|\bunexpected \\?"\w+\\?" (?:claim|JWT header) value|\\?"(?:exp|nbf)\\?" claim timestamp check failed|\bno applicable key found in the JSON Web Key Set/,
  },
  {
    library: 'jsonwebtoken',
    in: 'both',
    words: /\bjwt malformed\b|\bjwt signature is required\b|\bjwt (?:audience|issuer) invalid\. expected: /,
  },
  { library: 'PyJWT', in: 'both', words: /\bToken is missing the \\?"\w+\\?" claim/ },
  {
    library: 'golang-jwt',
    in: 'both',
    words:
      /\btoken is malformed: (?:token contains an invalid number of segments|could not (?:base64|JSON) decode)|\btoken has invalid claims: token (?:is expired|has invalid)/,
  },
]

/**
 * The library behind a target, where its answers say so; undefined where nobody can be sure.
 * @param refusals the answers to no token and to garbage, or to bad tokens
 */
export function recogniseLibrary(refusals: readonly Answer[]): string | undefined {
  const sign = SIGNS.find((each) => refusals.some((answer) => textsForSign(answer, each.in).some((text) => each.words.test(text)))) // prettier-ignore
  if (sign?.library === 'passport-jwt' && refusals.some((answer) => challengesOf(answer).length > 0)) return undefined // many say so with a challenge
  if (sign?.library === 'jose' && refusals.some(({ body }) => SAID_BY_ITS_WRAPPER.test(body))) return undefined
  return sign?.library
}

/** So express-oauth2-jwt-bearer refuses no token; of bad ones it says what jose says. */
const SAID_BY_ITS_WRAPPER = /^"?Unauthorized"?$|:\s*"Unauthorized"/

function textsForSign(answer: Answer, place: LibrarySign['in']): readonly string[] {
  const body = [answer.body.trim()]
  if (place === 'body') return body
  return place === 'challenge' ? challengesOf(answer) : [...challengesOf(answer), ...body]
}
