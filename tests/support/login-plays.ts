import { expect } from 'vitest'

const WEB_UI = 'spiffe://cluster.local/ns/default/sa/webui'

const answers = (from: string) => ({
  valid: true,
  status: 200,
  received: { from, data: `the data of ${from}`, caller: WEB_UI },
})
const DENIED_AT_BACKEND = { valid: false, status: 403, reason: 'RBAC: access denied' }
const BOTH = { 'backend-api': answers('backend-api'), 'second-backend-api': answers('second-backend-api') }
const NEITHER = { 'backend-api': DENIED_AT_BACKEND, 'second-backend-api': DENIED_AT_BACKEND }

/** Who is shown, from a token that the page has verified. */
const TESTER = { name: 'Travis Ester', nickname: 'tester' }
const PAGE = { valid: true, status: 200, person: TESTER, ...BOTH }
const SENT_AWAY = { status: 302, sentTo: 'jwt-factory' }
const LOGIN_FORM = { status: 200, at: 'jwt-factory', shows: 'a form for a name and a password' }
const NO_LOGIN = { valid: false, status: 400, message: 'refused by the login gateway' }

/** What the answer of each variant of scenario 16 has in it. */
export const LOGIN_ANSWERS: readonly [variant: string, answer: object][] = [
  ['', PAGE],
  ['expired', NO_LOGIN],
  ['logged-out', LOGIN_FORM],
  ['forged-callback', { 'made up': NO_LOGIN, 'of somebody else': NO_LOGIN }],
  ['state-replayed', { first: PAGE, again: NO_LOGIN }],
  ['spoofed-headers', PAGE],
  ['expired-session', { first: PAGE, later: SENT_AWAY }],
  ['logout', { first: PAGE, 'logged out': LOGIN_FORM, 'the copy': SENT_AWAY }],
  ['api-client', { valid: false, status: 401, challenge: expect.stringMatching(/^Cookie /) }],
  ['allow-nothing', { ...DENIED_AT_BACKEND, message: 'refused by the sidecar of web-ui' }],
  ['gateway-only', { person: TESTER, ...NEITHER }],
  ['second-backend', { person: TESTER, ...BOTH, 'second-backend-api': DENIED_AT_BACKEND }],
  [
    'other-issuer',
    {
      person: TESTER,
      'backend-api': {
        valid: false,
        status: 401,
        reason: 'Jwt issuer is not configured',
        challenge: 'Bearer realm="http://backend-api/data", error="invalid_token"',
      },
    },
  ],
  ['jwt-header-alone', { person: TESTER, ...NEITHER }],
]

/** What the largest letters of a page say of each variant of scenario 16, or begin with: its lesson. */
export const LOGIN_HEADLINES: readonly [variant: string, headline: string][] = [
  ['', 'Everybody believed the token'],
  [
    'expired',
    'The login gateway refused the login: the provider sent an ID token that is not believed: it has expired',
  ],
  ['logged-out', 'Whoever has not logged in sees the form of the provider'],
  ['forged-callback', 'The login gateway refused the login'],
  ['state-replayed', 'The login gateway refused the login: this login was completed already'],
  ['spoofed-headers', 'The browser said that it is admin, and the page heard of Travis Ester alone'],
  ['expired-session', 'Two days later the session is over'],
  ['logout', 'After the logout the person has to log in again'],
  ['api-client', 'A program without a session is told 401'],
  ['allow-nothing', 'web-ui refused GET / of spiffe://cluster.local/ns/gloo-mesh-gateways/'],
  ['gateway-only', 'backend-api refused GET /data of spiffe:'],
  ['second-backend', 'second-backend-api refused GET /data2 of spiffe:'],
  ['other-issuer', 'backend-api refused the token'],
  ['jwt-header-alone', 'backend-api refused GET /data of spiffe:'],
]
