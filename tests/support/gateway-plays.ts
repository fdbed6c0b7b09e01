import { expect } from 'vitest'

/** What B is told of the consumer. */
export const KNOWN_JOHN = {
  'x-consumer-id': '7bce93e1-0a90-489c-c887-d385545f8f4b',
  'x-consumer-custom-id': '1234',
  'x-consumer-username': 'john_doe',
}
const BY_CREDENTIAL = { ...KNOWN_JOHN, 'x-credential-identifier': 'servicea' }
const INVALID = { challenge: 'Bearer error="invalid_token"' }
const believed = (identity: object) => ({ valid: true, status: 200, identity })
const refused = (status: number, reason: string, more: object = {}) => ({ valid: false, status, reason, ...more })

/** What comes of each variant of scenario 13. */
export const GATEWAY_ANSWERS: readonly [variant: string, answer: object][] = [
  ['', { stateless: believed(KNOWN_JOHN), plugins: believed(BY_CREDENTIAL) }],
  [
    'expired',
    {
      stateless: refused(401, '{"exp":"token expired"}', INVALID),
      plugins: refused(401, '{"exp":"token expired"}', INVALID),
    },
  ],
  ['expired-believed', believed(BY_CREDENTIAL)],
  ['blacklisted', { before: believed(KNOWN_JOHN), after: refused(401, 'Token is on the black list', INVALID) }],
  [
    'anonymous',
    {
      anonymous: believed({ 'x-consumer-id': '0', 'x-consumer-username': 'nobody', 'x-anonymous-consumer': 'true' }),
      'with an ACL': refused(403, 'You cannot consume this service'),
    },
  ],
  ['spoofed-header', { stateless: believed(KNOWN_JOHN), plugins: believed(BY_CREDENTIAL) }],
  [
    'unknown-consumer',
    { stateless: refused(404, 'Not found'), plugins: refused(401, "No credentials found for given 'iss'", INVALID) },
  ],
  [
    'rate-limited',
    {
      'call 1': believed(BY_CREDENTIAL),
      'call 2': believed(BY_CREDENTIAL),
      'call 3': refused(429, 'API rate limit exceeded', { retryAfter: 60 }),
    },
  ],
  ['rs256', { minted: { valid: false, status: 501 }, received: believed(KNOWN_JOHN) }],
  [
    'one-header',
    {
      received: believed({ 'x-consumer-claims': expect.stringMatching(/^eyJ[\w-]+$/) }),
      'many headers': { arrivedKiB: 4, refused: { KiB: 6, status: 431, by: 'the service' } },
      'one header': {
        arrivedKiB: 6,
        refused: { KiB: 12, status: 431, by: 'the gateway', reason: 'The headers are larger than 16 KB' },
      },
    },
  ],
  ['two-tokens', refused(401, 'Multiple tokens provided', INVALID)],
]

/** What the largest letters of a page say of each variant of scenario 13, or begin with: its lesson. */
export const GATEWAY_HEADLINES: readonly [variant: string, headline: string][] = [
  ['', 'Everybody believed the token'],
  ['expired-believed', 'The plugin gateway failed to notice that the token has expired'],
  ['blacklisted', 'The stateless gateway refused the token: it was revoked'],
  ['anonymous', 'The plugin gateway failed to keep out a token that it refused'],
  ['spoofed-header', 'Everybody believed the token'],
  ['unknown-consumer', 'The stateless gateway refused to mint a token: nobody knows this consumer'],
  ['rate-limited', 'The plugin gateway refused the request: '],
  ['rs256', 'The stateless gateway refused to mint a token: it has a public key alone'],
  [
    'one-header',
    'In many headers 4 KiB of a claim arrive, and 6 KiB are refused (431 by the service); in one header 6 KiB of a claim arrive, and 12 KiB are refused (431 by the gateway)',
  ],
  ['two-tokens', 'The plugin gateway refused '],
]
