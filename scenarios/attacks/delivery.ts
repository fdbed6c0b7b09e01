import { Buffer } from 'node:buffer'
import type { AttackRow } from './attack.ts'
import { bearer, bringing, TOKEN_OF_NOBODY } from './making/bearing.ts'
import { withHeaders } from './making/sending.ts'
import type { AttackRequest } from './making/steps.ts'

/** A good token that does not come as one should, or in a place where none belongs (RFC 6750 §2). */
export const DELIVERY_ATTACKS: readonly AttackRow[] = [
  {
    id: 'http-none',
    title: 'There is no token',
    class: 'MUST',
    severity: { level: 'high', cwe: 306 },
    references: ['RFC 6750 §3, §3.1', 'RFC 9110 §15.5.2'],
    needs: [],
    expects: ['401 bare'],
    make: bringing(() => ({ 'no header': { method: 'GET', headers: [] } })),
  },
  {
    id: 'http-empty',
    title: 'The header Authorization is empty, or Bearer is all that it says',
    class: 'MUST',
    severity: { level: 'medium', cwe: 20 },
    references: ['RFC 6750 §3.1'],
    needs: ['raw-socket'],
    expects: ['401 bare', '400 request'],
    make: bringing(() => ({
      nothing: { ...withHeaders(['Authorization', '']), raw: true },
      'Bearer alone': { ...withHeaders(['Authorization', 'Bearer']), raw: true },
      'Bearer and a space': { ...withHeaders(['Authorization', 'Bearer ']), raw: true },
    })),
  },
  {
    id: 'http-wrong-scheme',
    title: 'The token comes under another scheme, or none',
    class: 'MUST',
    severity: { level: 'medium', cwe: 287 },
    references: ['RFC 6750 §2.1'],
    needs: ['good-token'],
    expects: ['401 bare'],
    make: bringing((token) => ({
      Basic: withHeaders(['Authorization', `Basic ${token}`]),
      Token: withHeaders(['Authorization', `Token ${token}`]),
      JWT: withHeaders(['Authorization', `JWT ${token}`]),
      'no scheme': withHeaders(['Authorization', token]),
    })),
  },
  {
    id: 'http-two-headers',
    title: 'There are two Authorization headers, a good one and a bad one',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 444 },
    references: ['RFC 6750 §3.1', 'RFC 9110 §5.3'],
    needs: ['good-token', 'raw-socket'],
    expects: ['400 request'],
    make: bringing((token) => ({
      'the good one first': { ...withHeaders(['Authorization', `Bearer ${token}`], BAD), raw: true },
      'the bad one first': { ...withHeaders(BAD, ['Authorization', `Bearer ${token}`]), raw: true },
    })),
  },
  {
    id: 'http-comma-joined',
    title: 'One header has a good token and a bad one, with a comma between them',
    class: 'MUST',
    severity: { level: 'medium', cwe: 444 },
    references: ['RFC 9110 §5.3'],
    needs: ['good-token'],
    expects: ['400 request', '401 token'],
    make: bringing((token) => ({
      'the good one first': withHeaders(['Authorization', `Bearer ${token}, ${BAD[1]}`]),
    })),
  },
  {
    id: 'http-query',
    title: 'The token is in the query alone',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 598 },
    references: ['RFC 6750 §2.3', 'RFC 9700 §4.3.2'],
    needs: ['good-token'],
    expects: ['401 bare'],
    make: bringing((token) => ({
      query: { method: 'GET', query: `access_token=${encodeURIComponent(token)}`, headers: [] },
    })),
  },
  {
    id: 'http-body',
    title: 'The token is in a form alone',
    class: 'SHOULD',
    severity: { level: 'low', cwe: 598 },
    references: ['RFC 6750 §2.2'],
    needs: ['good-token', 'raw-socket'],
    expects: ['401 bare', '400 request'],
    make: bringing((token) => ({
      'of a POST': tokenInForm('POST', token),
      'of a GET': { ...tokenInForm('GET', token), raw: true },
    })),
  },
  {
    id: 'http-cookie',
    title: 'The token is in a cookie',
    class: 'MUST',
    severity: { level: 'medium', cwe: 352 },
    references: ['RFC 6750 §2'],
    needs: ['good-token'],
    expects: ['401 bare'],
    make: bringing((token) => ({ cookie: withHeaders(['Cookie', `access_token=${token}`]) })),
  },
  {
    id: 'http-header-and-query',
    title: 'The token is in the header and in the query',
    class: 'SHOULD',
    severity: { level: 'low', cwe: 444 },
    references: ['RFC 6750 §2, §3.1'],
    needs: ['good-token'],
    expects: ['400 request'],
    make: bringing((token) => ({
      both: { ...bearer(token), query: `access_token=${encodeURIComponent(token)}` },
    })),
  },
  {
    id: 'http-tab',
    title: 'There is a tab in place of the space behind Bearer',
    class: 'MUST',
    severity: { level: 'low', cwe: 20 },
    references: ['RFC 6750 §2.1 (1*SP)'],
    needs: ['good-token', 'raw-socket'],
    expects: ['401 bare', '400 request', '401 token'],
    make: bringing((token) => ({ tab: { ...withHeaders(['Authorization', `Bearer\t${token}`]), raw: true } })),
  },
  {
    id: 'http-bearer-twice',
    title: 'The word Bearer comes twice',
    class: 'MUST',
    severity: { level: 'low', cwe: 20 },
    references: ['RFC 6750 §2.1'],
    needs: ['good-token'],
    expects: ['400 request', '401 token'],
    make: bringing((token) => ({ 'Bearer Bearer': withHeaders(['Authorization', `Bearer Bearer ${token}`]) })),
  },
  {
    id: 'http-params',
    title: 'A parameter comes behind the token',
    class: 'MUST',
    severity: { level: 'low', cwe: 20 },
    references: ['RFC 6750 §2.1'],
    needs: ['good-token'],
    expects: ['400 request', '401 token'],
    make: bringing((token) => ({ realm: withHeaders(['Authorization', `Bearer ${token}, realm="x"`]) })),
  },
  {
    id: 'http-nbsp',
    title: 'There is a no-break space in place of the space behind Bearer',
    class: 'MUST',
    severity: { level: 'low', cwe: 176 },
    references: ['RFC 6750 §2.1'],
    needs: ['good-token', 'raw-socket'],
    expects: ['401 bare', '400 request', '401 token'],
    make: bringing((token) => ({
      'byte A0': { ...withHeaders(['Authorization', `Bearer\u00a0${token}`]), raw: true },
    })),
  },
  {
    id: 'http-non-ascii',
    title: 'There is a byte above 7F in the token',
    class: 'MUST',
    severity: { level: 'medium', cwe: 755 },
    references: ['draft-ietf-oauth-rfc8725bis-08 §3.14'],
    needs: ['good-token', 'raw-socket'],
    expects: ['401 token', '400 request'],
    make: bringing((token) => ({
      'byte E9': { ...withHeaders(['Authorization', `Bearer ${token.slice(0, 9)}\u00e9${token.slice(9)}`]), raw: true },
    })),
  },
]

const BAD = ['Authorization', `Bearer ${TOKEN_OF_NOBODY}`] as const

function tokenInForm(method: string, token: string): AttackRequest {
  const body = `access_token=${encodeURIComponent(token)}`
  const length = String(Buffer.byteLength(body))
  return {
    method,
    headers: [
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Content-Length', length],
    ],
    body,
  }
}
