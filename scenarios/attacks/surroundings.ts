import { Buffer } from 'node:buffer'
import type { AttackRow } from './attack.ts'
import { bearer, bringing, TOKEN_OF_NOBODY } from './making/bearing.ts'
import { withMoreBeside, withHeaders } from './making/sending.ts'
import type { AttackRequest } from './making/steps.ts'

/** What a caller says beside its token, or in place of it: services behind a proxy must not trust it from outside. */
export const SURROUNDINGS_ATTACKS: readonly AttackRow[] = [
  {
    id: 'http-forwarded-authorization',
    title: 'The token comes in a header that only a proxy would set',
    class: 'MUST',
    severity: { level: 'high', cwe: 345 },
    references: ['proxy trust'],
    needs: ['good-token'],
    expects: ['401 bare'],
    make: bringing((token) => ({
      'X-Forwarded-Authorization': withHeaders(['X-Forwarded-Authorization', `Bearer ${token}`]),
      'X-Forwarded-Access-Token': withHeaders(['X-Forwarded-Access-Token', token]),
      'X-Original-Authorization': withHeaders(['X-Original-Authorization', `Bearer ${token}`]),
    })),
  },
  {
    id: 'http-identity-header',
    title: 'There is no token, and headers that say who asks',
    class: 'MUST',
    severity: { level: 'critical', cwe: 290 },
    references: ['RFC 9700 §4.13'],
    needs: [],
    expects: ['401 bare'],
    make: bringing(() => bySpoofing((spoofed) => withHeaders(spoofed))),
  },
  {
    id: 'http-identity-header-beside',
    title: 'A good token, and beside it headers that say that somebody else asks',
    class: 'MUST',
    severity: { level: 'critical', cwe: 290 },
    references: ['RFC 9700 §4.13'],
    needs: ['good-token'],
    expects: ['2xx'],
    watched: ['token-identity'],
    make: bringing((token) => bySpoofing((spoofed) => withMoreBeside(token, spoofed))),
  },
  {
    id: 'http-hop-by-hop',
    title: 'A header asks the proxy to take away what the proxy has added',
    class: 'SHOULD',
    severity: { level: 'high', cwe: 444 },
    references: ['RFC 9110 §7.6.1'],
    needs: ['good-token', 'raw-socket'],
    expects: ['2xx', '4xx'],
    watched: ['token-identity'],
    make: bringing((token) => ({
      'X-Verified-Sub': { ...withMoreBeside(token, ['Connection', 'close, X-Verified-Sub']), raw: true },
      Authorization: { ...withMoreBeside(token, ['Connection', 'close, Authorization']), raw: true },
    })),
  },
  {
    id: 'http-path-variants',
    title: 'There is no token, and the path is spelled in another way',
    class: 'MUST',
    severity: { level: 'high', cwe: 863 },
    references: ['CWE-863'],
    needs: ['raw-socket'],
    expects: ['401 bare', '4xx'],
    make: bringing((_token, { target: { path } }) =>
      Object.fromEntries(
        spellingsOf(path).map((each) => [each, { method: 'GET', path: each, headers: [], raw: true } as const]),
      ),
    ),
  },
  {
    id: 'http-method-variants',
    title: 'There is no token, and the method is another',
    class: 'MUST',
    severity: { level: 'medium', cwe: 749 },
    references: ['CWE-749'],
    needs: ['raw-socket'],
    expects: ['401 bare', '204', '405'],
    make: bringing(() => ({
      ...Object.fromEntries(
        ['HEAD', 'OPTIONS', 'POST', 'TRACE', 'FOO'].map((method) => [
          method,
          { method, headers: [], raw: true } as const,
        ]),
      ),
      'POST that says GET': { method: 'POST', headers: [['X-HTTP-Method-Override', 'GET']] },
    })),
  },
  {
    id: 'http-error-leak',
    title: 'A bad token: the answer shows no stack, key, secret or whole token',
    class: 'SHOULD',
    severity: { level: 'low', cwe: 209 },
    references: ['RFC 6750 §3', 'RFC 9457 §5'],
    needs: [],
    expects: ['401 token', '401 bare'],
    watched: ['no-leak'],
    make: bringing(badOnes),
  },
  {
    id: 'http-401-shape',
    title: 'A bad token, or none: the answer has one challenge, and is not stored',
    class: 'MUST',
    severity: { level: 'low', cwe: 393 },
    references: ['RFC 6750 §3', 'RFC 9110 §15.5.2'],
    needs: [],
    expects: ['401 token', '401 bare'],
    watched: ['challenge-shape'],
    make: bringing(badOnes),
  },
]

/** Names under which proxies tell who asks. */
const IDENTITY_HEADERS: readonly (readonly [string, string])[] = [
  ['X-User', 'admin'],
  ['X-Client-Id', 'admin'],
  ['X-JWT-Payload', Buffer.from('{"sub":"admin"}').toString('base64url')],
  ['X-Endpoint-API-UserInfo', Buffer.from('{"sub":"admin"}').toString('base64url')],
]

function bySpoofing(request: (header: readonly [string, string]) => AttackRequest): Record<string, AttackRequest> {
  return Object.fromEntries(IDENTITY_HEADERS.map((header) => [header[0], request(header)]))
}

function spellingsOf(path: string): string[] {
  const first = path.charCodeAt(1).toString(16)
  return [
    `/${path}`,
    `${path}/.`,
    `/public/..${path}`,
    `/%${first}${path.slice(2)}`,
    `${path};x=1`,
    path.toUpperCase(),
    `${path}%00`,
  ]
}

/** One for each way to be bad: no token, no JWT, one that nobody signed, and one that was changed. */
function badOnes(token: string): Record<string, AttackRequest> {
  return {
    'no token': { method: 'GET', headers: [] },
    'no JWT': bearer('abc'),
    'signed by nobody': bearer(TOKEN_OF_NOBODY),
    'without its last sign': bearer(token.slice(0, -1)),
  }
}
