import { Buffer } from 'node:buffer'
import type { AttackRow } from './attack.ts'
import { bearing } from './making/bearing.ts'
import { recoded, segmentwise } from './making/words.ts'

/** Something else than three segments in compact form (RFC 7515 §7.1). */
export const SEGMENTS_ATTACKS: readonly AttackRow[] = [
  {
    id: 'seg-four',
    title: 'There is a fourth segment',
    class: 'MUST',
    severity: { level: 'low', cwe: 20 },
    references: ['RFC 7515 §7.1'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({
      spelled: segmentwise(([header, payload, signature]) => `${header}.${payload}.${signature}.${signature}`),
    }),
  },
  {
    id: 'seg-trailing-dot',
    title: 'There is an empty fourth segment',
    class: 'MUST',
    severity: { level: 'low', cwe: 20 },
    references: ['RFC 7515 §7.1'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({ spelled: (token) => `${token}.` }),
  },
  {
    id: 'seg-leading-dot',
    title: 'A dot stands before it',
    class: 'MUST',
    severity: { level: 'low', cwe: 20 },
    references: ['RFC 7515 §7.1'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({ spelled: (token) => `.${token}` }),
  },
  {
    id: 'seg-one',
    title: 'There is one segment',
    class: 'MUST',
    severity: { level: 'low', cwe: 20 },
    references: ['RFC 7515 §7.1'],
    needs: [],
    expects: ['401 token'],
    make: bearing({ spelled: () => 'abc' }),
  },
  {
    id: 'seg-empty-all',
    title: 'There are only dots',
    class: 'MUST',
    severity: { level: 'low', cwe: 20 },
    references: ['RFC 7515 §7.1'],
    needs: [],
    expects: ['401 token'],
    make: bearing({ spelled: () => '..' }),
  },
  {
    id: 'seg-swapped',
    title: 'Header and payload have changed places',
    class: 'MUST',
    severity: { level: 'low', cwe: 20 },
    references: ['RFC 7515 §7.1'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({ spelled: segmentwise(([header, payload, signature]) => `${payload}.${header}.${signature}`) }),
  },
  {
    id: 'seg-percent-dots',
    title: 'Its dots are written as in an address',
    class: 'MUST',
    severity: { level: 'low', cwe: 177 },
    references: ['draft-ietf-oauth-rfc8725bis-08 §3.14'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({ spelled: (token) => token.replaceAll('.', '%2E') }),
  },
  {
    id: 'seg-fullwidth-dots',
    title: 'Its dots are wide ones (U+FF0E)',
    class: 'MUST',
    severity: { level: 'low', cwe: 176 },
    references: ['draft-ietf-oauth-rfc8725bis-08 §3.14'],
    needs: ['good-token', 'raw-socket'],
    expects: ['401 token'],
    make: bearing({ spelled: (token) => Buffer.from(token.replaceAll('.', '\uff0e')).toString('latin1') }),
  },
  {
    id: 'seg-quoted',
    title: 'It stands in quotes',
    class: 'MUST',
    severity: { level: 'low', cwe: 20 },
    references: ['draft-ietf-oauth-rfc8725bis-08 §3.14'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({ spelled: (token) => `"${token}"` }),
  },
  {
    id: 'seg-nul',
    title: 'A NUL stands behind it',
    class: 'MUST',
    severity: { level: 'low', cwe: 626 },
    references: ['draft-ietf-oauth-rfc8725bis-08 §3.14'],
    needs: ['good-token', 'raw-socket'],
    expects: ['401 token', '400 request'],
    make: bearing({ spelled: (token) => `${token}\0` }),
  },
  {
    id: 'seg-detached',
    title: 'Its payload is left out, as in the detached form',
    class: 'MUST',
    severity: { level: 'low', cwe: 436 },
    references: ['RFC 7515 appendix F'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({ spelled: segmentwise(([header, , signature]) => `${header}..${signature}`) }),
  },
  {
    id: 'ser-flattened',
    title: 'It is in the flattened JSON form',
    class: 'MUST',
    severity: { level: 'medium', cwe: 436 },
    references: ['RFC 7519 §1', 'draft-ietf-oauth-rfc8725bis-08 §2.13, §3.14'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({
      spelled: segmentwise(([header, payload, signature]) => JSON.stringify({ payload, protected: header, signature })),
    }),
  },
  {
    id: 'ser-general',
    title: 'It is in the general JSON form',
    class: 'MUST',
    severity: { level: 'medium', cwe: 436 },
    references: ['RFC 7519 §1', 'draft-ietf-oauth-rfc8725bis-08 §3.14'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({
      spelled: segmentwise(([header, payload, signature]) =>
        JSON.stringify({ payload, signatures: [{ protected: header, signature }] }),
      ),
    }),
  },
  {
    id: 'ser-polyglot',
    title: 'Read as JSON it is the good token, and cut at its dots another one',
    class: 'MUST',
    severity: { level: 'critical', cwe: 436 },
    references: ['CVE-2022-39227', 'draft-ietf-oauth-rfc8725bis-08 §2.13'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({
      spelled: segmentwise(([header, payload, signature]) => {
        const name = `${header}.${recoded(payload, { sub: 'admin' })}.`
        return JSON.stringify({ [name]: '', protected: header, payload, signature })
      }),
    }),
  },
  {
    id: 'ser-unprotected-alg',
    title: 'It is in JSON form, and its algorithm is where nobody signs it',
    class: 'MUST',
    severity: { level: 'high', cwe: 347 },
    references: ['GHSA-jc38-x7x8-2xc8', 'RFC 7515 §10.7'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({
      spelled: segmentwise(([header, payload, signature]) => {
        const members: object = JSON.parse(Buffer.from(header, 'base64url').toString())
        return JSON.stringify({ payload, header: members, signature })
      }),
    }),
  },
]
