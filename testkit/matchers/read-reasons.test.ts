import { systemClock } from '#core/clock'
import { TITLES, type RejectionReason } from '#core/token/rejection'
import { expect, test } from 'vitest'
import { judgeRefusal } from './judge-refusal.ts'
import { readAnyAnswer } from './read-answer.ts'
import { reasonsInWords } from './read-reasons.ts'
import type { RefusalReason } from './refusal-words.ts'

/** What libraries say, to the letter, each of its own. */
const SAID_BY_LIBRARIES: Partial<Record<RefusalReason, readonly string[]>> = {
  expired: [
    'Signature has expired', // PyJWT
    '"exp" claim timestamp check failed', // jose
    '"iat" claim timestamp check failed (too far in the past)',
    "'exp' claim timestamp check failed", // express-oauth2-jwt-bearer, which has no double quotes
    'jwt expired', // jsonwebtoken
    'maxAge exceeded',
    'An error occurred while attempting to decode the Jwt: Jwt expired at 2026-01-01T00:00:00Z', // Spring
    'token has invalid claims: token is expired', // golang-jwt
    'oidc: token is expired (Token Expiry: 2026-01-01 00:00:00 +0000 UTC)', // go-oidc
    "The token expired at '01/01/2026 00:00:00'", // .NET
    'Jwt is expired', // Envoy
    'Expired token', // php-jwt
    'ExpiredSignature', // Rust
    'Token for audience orders is expired',
  ],
  'not-active': [
    'The token is not yet valid (nbf)', // PyJWT
    'The token is not yet valid (iat)',
    '"nbf" claim timestamp check failed', // jose
    '"iat" claim timestamp check failed (it should be in the past)',
    'jwt not active', // jsonwebtoken
    'Jwt used before 2026-01-01T00:00:00Z', // Spring
    'token has invalid claims: token is not valid yet', // golang-jwt
    'token has invalid claims: token used before issued',
    'ImmatureSignature', // Rust
  ],
  'wrong-audience': [
    "Audience doesn't match", // PyJWT
    'Invalid audience',
    'unexpected "aud" claim value', // jose
    "Unexpected 'aud' value", // express-oauth2-jwt-bearer
    'jwt audience invalid. expected: orders', // jsonwebtoken
    'The aud claim is not valid', // Spring
    'token has invalid claims: token has invalid audience', // golang-jwt
    'oidc: expected audience "orders" got ["billing"]', // go-oidc
    "The audience 'billing' is invalid", // .NET
    'Audiences in Jwt are not allowed', // Envoy
    'InvalidAudience', // Rust
    'Audience mismatch',
  ],
  'wrong-issuer': [
    'Invalid issuer',
    'unexpected "iss" claim value',
    "Unexpected 'iss' value",
    'jwt issuer invalid. expected: https://audience.example/expired',
    'The iss claim is not valid',
    'token has invalid claims: token has invalid issuer',
    'oidc: id token issued by a different provider, expected "x" got "y"',
    "The issuer 'https://audience.example' is invalid",
    'Jwt issuer is not configured',
  ],
  'wrong-subject': ['Invalid subject', 'jwt subject invalid. expected: a', 'unexpected "sub" claim value'],
  'signature-mismatch': [
    'Signature verification failed',
    'signature verification failed',
    'invalid signature',
    'An error occurred while attempting to decode the Jwt: Signed JWT rejected: Invalid signature',
    'token signature is invalid: crypto/ecdsa: verification error',
    'failed to verify signature: failed to verify id token signature',
    'The signature is invalid',
    'Jwt verification fails',
  ],
  'missing-claim': [
    'Token is missing the "exp" claim',
    'Token is missing the "aud" claim',
    'missing required "aud" claim',
    'token is missing required claim: exp claim is required',
    'The token has no expiration',
    "No mandatory 'iss' in claims",
  ],
  'invalid-claim': [
    'Expiration Time claim (exp) must be an integer.',
    '"exp" claim must be a number',
    'Subject must be a string',
    'invalid exp value',
  ],
  'wrong-algorithm': [
    'The specified alg value is not allowed',
    'Algorithm not supported',
    '"alg" (Algorithm) Header Parameter value not allowed',
    'invalid algorithm',
    'token signature is invalid: signing method HS256 is invalid',
  ],
  'unknown-key': [
    'no applicable key found in the JSON Web Key Set',
    'Unable to find a signing key that matches: "abc"',
    'The signature key was not found',
    '"kid" invalid, unable to lookup correct key',
  ],
  'wrong-type': ['unexpected "typ" JWT header value', 'JOSE header typ (type) JWT not allowed'],
  malformed: [
    'Not enough segments',
    'Invalid Compact JWS',
    'jwt malformed',
    'token is malformed: token contains an invalid number of segments',
    'Bearer token is malformed',
  ],
  'critical-header': ['Extension Header Parameter "x" is not recognized'],
  'signature-missing': ['jwt signature is required'],
  'revoked-token': ['The token has been revoked', 'Token was revoked'],
}

const rows = Object.entries(SAID_BY_LIBRARIES).flatMap(([reason, texts]) =>
  texts.map((text) => [text, reason] as const),
)

test.each(rows)('"%s" is read as %s, and as nothing else', (text, reason) => {
  expect(reasonsInWords(text).found.map((each) => each.reason)).toEqual([reason])
})

test.each(Object.entries(TITLES) as [RejectionReason, string][])('our own sentence of %s is read', (reason, title) => {
  expect(reasonsInWords(title).found.map((each) => each.reason)).toEqual([reason])
})

/** None of them says one reason. */
const IN_DOUBT = [
  'Unauthorized. Check that your token is not expired, has the right audience and a valid signature.',
  'Unauthorized',
  'invalid token',
  'quantity is required',
  'Signed JWT rejected: Another algorithm expected, or no matching key(s) found',
  'The audience is orders. The issuer is https://login.example',
  "The issuer 'a' is invalid; The audience 'b' is invalid",
]

const answering = async (text: string, status = 401) =>
  readAnyAnswer({ status, headers: {}, body: { message: text } }, systemClock)

test.each(IN_DOUBT)('"%s" leaves every reason in doubt', async (text) => {
  for (const reason of Object.keys(TITLES) as RejectionReason[])
    expect(judgeRefusal(await answering(text), reason).is, reason).not.toBe('yes')
})

test('what was read is told, and a reason for programs that words deny is in doubt', async () => {
  const both = await answering("The issuer 'a' is invalid; The audience 'b' is invalid")
  expect(judgeRefusal(both, 'wrong-audience')).toMatchObject({
    is: 'doubt',
    why: expect.stringContaining(`wrong-issuer or wrong-audience, by what was read: "The issuer 'a' is invalid;`),
  })
  const code = await readAnyAnswer(
    { status: 401, body: { reason: 'ERR_JWT_EXPIRED', message: 'Audience is invalid' } },
    systemClock,
  )
  expect(judgeRefusal(code, 'expired').is).toBe('doubt')
  const contrary = await readAnyAnswer(
    {
      status: 401,
      headers: { 'www-authenticate': `Bearer error="invalid_token", error_description="${TITLES.expired}"` },
      body: { reason: 'wrong-audience' },
    },
    systemClock,
  )
  expect(judgeRefusal(contrary, 'expired').is).toBe('doubt')
})

const challenge = (text: string) => ({ 'www-authenticate': `Bearer ${text}` })

test.each([
  [{ status: 401 }, 'yes'],
  [{ status: 401, headers: challenge('error="insufficient_scope"') }, 'doubt'],
  [{ status: 403, headers: challenge('error="insufficient_scope"') }, 'doubt'],
  [{ status: 403, body: { reason: 'insufficient-scope' } }, 'doubt'],
  [{ status: 403 }, 'doubt'],
  [{ status: 403, body: 'CSRF token invalid' }, 'doubt'],
  [{ status: 403, headers: challenge('error="invalid_token"') }, 'yes'],
  [{ status: 403, body: { message: 'jwt expired' } }, 'yes'],
  [{ status: 400, body: { message: 'quantity is required' } }, 'doubt'],
  [{ status: 400, body: { reason: 'expired', message: 'the coupon' } }, 'doubt'],
  [{ status: 400, headers: challenge('error="invalid_request"') }, 'yes'],
  [{ status: 400, body: { error: 'invalid_token' } }, 'yes'],
  [{ status: 200 }, 'no'],
  [{ status: 200, body: { valid: false } }, 'doubt'],
  [{ status: 200, body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } }, 'doubt'],
  ...[302, 404, 405, 429, 500, 503].map((status) => [{ status }, 'doubt'] as const),
] as const)('whether %j is a refusal of the token: %s', async (answer, is) => {
  expect(judgeRefusal(await readAnyAnswer(answer, systemClock), undefined).is).toBe(is)
})
