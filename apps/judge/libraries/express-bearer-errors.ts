import type { LibraryCheck, RefusalOfLibrary } from './library-checks.ts'

/** In the order of version 1, which has its claims checked by jose first: a test has each two. */
export const EXPRESS_BEARER_CHECKS: readonly LibraryCheck[] = [
  {
    check: 'header',
    rule: 'one Authorization header of two words, the first of which is Bearer in any case (RFC 6750 §2.1)',
  },
  { check: 'form', rule: 'three parts, a header that is JSON, no critical extension that it does not know' },
  { check: 'key', rule: 'the key set has one key for kid and alg' },
  { check: 'signature', rule: 'the signature fits the key' },
  { check: 'claims', rule: 'the claims are a JSON object' },
  {
    check: 'iat',
    rule: 'iat, if it is there, is a number; which one does not matter without maxTokenAge',
    claim: 'iat',
  },
  { check: 'nbf', rule: 'nbf, if it is there, is not later than now and 5 seconds', claim: 'nbf' },
  { check: 'exp', rule: 'exp, if it is there, is not over for 5 seconds', claim: 'exp' },
  { check: 'iss', rule: 'iss is the issuer, sign by sign' },
  { check: 'aud', rule: 'aud is the audience, or has it in its list' },
  { check: 'exp is there', rule: 'there is an exp' },
  { check: 'sub', rule: 'sub, if it is there, is a text', claim: 'sub' },
  { check: 'client_id', rule: 'client_id, if it is there, is a text', claim: 'client_id' },
  { check: 'jti', rule: 'jti, if it is there, is a text', claim: 'jti' },
]

/**
 * What an error of express-oauth2-jwt-bearer means. All have one code, so its words are all there is.
 * @param status that the client got
 */
export function errorOfExpressBearer(status: number, error: unknown): RefusalOfLibrary {
  const words = error instanceof Error ? error.message : ''
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (status === 431)
    return { check: 'header', reason: 'too-large', words: 'Node takes no headers that are this large' }
  if (status === 400) return { check: 'header', reason: 'invalid-request', words }
  if (status === 401 && code === undefined) return { check: 'header', reason: 'no-credentials', words }
  const [, check, reason] = WORDS_OF_EXPRESS_BEARER.find(([known]) => known.test(words)) ?? []
  return check && reason ? { check, reason, words } : { check: 'verify', reason: 'refused-otherwise', words: '' }
}

const WORDS_OF_EXPRESS_BEARER: [words: RegExp, check: string, reason: RefusalOfLibrary['reason']][] = [
  [/^Extension Header Parameter/, 'form', 'critical-header'],
  [/^(?:Invalid Compact JWS|JWS )/, 'form', 'malformed'],
  [/^Unsupported "?alg/i, 'key', 'wrong-algorithm'],
  [/^(?:no applicable key|multiple matching keys)/, 'key', 'unknown-key'],
  [/^signature verification failed/, 'signature', 'signature-mismatch'],
  [/^JWT Claims Set must be/, 'claims', 'malformed'],
  [/^"iat" claim must be a number/, 'iat', 'invalid-claim'],
  [/^"nbf" claim must be a number/, 'nbf', 'invalid-claim'],
  [/^"nbf" claim timestamp/, 'nbf', 'not-active'],
  [/^"exp" claim must be a number/, 'exp', 'invalid-claim'],
  [/^"exp" claim timestamp/, 'exp', 'expired'],
  [/^Unexpected 'iss'/, 'iss', 'wrong-issuer'],
  [/^Unexpected 'aud'/, 'aud', 'wrong-audience'],
  [/^Unexpected 'exp'/, 'exp is there', 'missing-claim'],
  [/^Unexpected 'sub'/, 'sub', 'invalid-claim'],
  [/^Unexpected 'client_id'/, 'client_id', 'invalid-claim'],
  [/^Unexpected 'jti'/, 'jti', 'invalid-claim'],
]
