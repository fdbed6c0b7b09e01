import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import type { Judge } from '../judgement.ts'
import { findLibrary } from './find-library.ts'
import { judgementOfLibrary, type LibraryCheck, type RefusalOfLibrary } from './library-checks.ts'
import { READ_THE_HEADER, tokenOfHeader } from './token-of-header.ts'

/** In the order of its source, of which a test has each two. */
const JOSE_CHECKS: readonly LibraryCheck[] = [
  {
    check: 'form',
    rule: 'three parts, a header that is JSON, no critical extension that it does not know (RFC 7515 §5.2)',
  },
  { check: 'key', rule: 'the key set has one key for kid and alg' },
  { check: 'signature', rule: 'the signature fits the key' },
  { check: 'claims', rule: 'the claims are a JSON object' },
  { check: 'presence', rule: 'iss and aud are there, for both are asked for; nothing else has to be' },
  { check: 'iss', rule: 'iss is the issuer, sign by sign' },
  { check: 'aud', rule: 'aud is the audience, or has it in its list' },
  {
    check: 'iat',
    rule: 'iat, if it is there, is a number; which one does not matter without maxTokenAge',
    claim: 'iat',
  },
  { check: 'nbf', rule: 'nbf, if it is there, is not later than now', claim: 'nbf' },
  { check: 'exp', rule: 'exp, if it is there, is later than now', claim: 'exp' },
]

const JOSE_CONFIGURATION = `${READ_THE_HEADER}
await jwtVerify(token, createRemoteJWKSet(new URL(jwksUri /* which has KEY */)), { issuer: 'ISSUER', audience: 'AUDIENCE' })`

/**
 * jose as most people write it: with an issuer and an audience, and nothing else. It is the jose of this project. The status is what an
 * API says to whatever it throws.
 */
export function openJoseJudge(): Judge {
  const version = findLibrary('jose', [import.meta.dirname])?.version ?? ''
  return {
    id: 'jose',
    title: `jose ${version}, jwtVerify with issuer and audience alone`,
    configuration: JOSE_CONFIGURATION,
    async judge({ authorization, expected, keys, now }) {
      const token = tokenOfHeader(authorization)
      const options = { ...expected, currentDate: new Date(now) }
      const refusal = await jwtVerify(token as string, createLocalJWKSet({ keys: [...keys.jwks.keys] }), options) // as in JavaScript
        .then(
          () => undefined,
          (error: unknown) => refusalOfJose(error, token),
        )
      return judgementOfLibrary({ judge: 'jose', order: JOSE_CHECKS, token, refusal, status: 401 })
    },
  }
}

/** What an error of jose means, by its code and its claim. */
function refusalOfJose(error: unknown, token: string | undefined): RefusalOfLibrary {
  const words = error instanceof errors.JOSEError ? error.message : ''
  if (token === undefined) return { check: 'form', reason: 'no-credentials', words }
  if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed) return ofClaim(error)
  const code = error instanceof errors.JOSEError ? error.code : ''
  // It has one code for what it does not know: an algorithm, and an extension.
  if (code === 'ERR_JOSE_NOT_SUPPORTED' && words.startsWith('Extension'))
    return { check: 'form', reason: 'critical-header', words }
  const [check, reason] = BY_CODE.get(code) ?? ['verify', 'refused-otherwise']
  return { check, reason, words }
}

function ofClaim({ claim, reason, message }: errors.JWTClaimValidationFailed | errors.JWTExpired): RefusalOfLibrary {
  if (reason === 'missing') return { check: 'presence', reason: 'missing-claim', words: message }
  if (reason === 'invalid') return { check: claim, reason: 'invalid-claim', words: message }
  return { check: claim, reason: BY_CLAIM.get(claim) ?? 'invalid-claim', words: message }
}

const BY_CLAIM = new Map<string, RefusalOfLibrary['reason']>([
  ['iss', 'wrong-issuer'],
  ['aud', 'wrong-audience'],
  ['nbf', 'not-active'],
  ['exp', 'expired'],
])

const BY_CODE = new Map<string, [check: string, reason: RefusalOfLibrary['reason']]>([
  ['ERR_JWS_INVALID', ['form', 'malformed']],
  ['ERR_JWT_INVALID', ['claims', 'malformed']],
  ['ERR_JWKS_NO_MATCHING_KEY', ['key', 'unknown-key']],
  ['ERR_JWKS_MULTIPLE_MATCHING_KEYS', ['key', 'unknown-key']],
  ['ERR_JOSE_NOT_SUPPORTED', ['key', 'wrong-algorithm']],
  ['ERR_JOSE_ALG_NOT_ALLOWED', ['key', 'wrong-algorithm']],
  ['ERR_JWS_SIGNATURE_VERIFICATION_FAILED', ['signature', 'signature-mismatch']],
])
