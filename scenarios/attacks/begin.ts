import type { AttackRow } from './attack.ts'
import { bearing, ofAccessTokens } from './making/bearing.ts'
import { claimIs } from './making/words.ts'

/** When a token begins, and when it was made. */
export const BEGIN_ATTACKS: readonly AttackRow[] = [
  {
    id: 'nbf-future',
    title: 'It begins in an hour',
    class: 'MUST',
    severity: { level: 'medium', cwe: 613 },
    references: ['RFC 7519 §4.1.5'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ now }) => claimIs('nbf', now() + 3600)),
  },
  {
    id: 'nbf-string',
    title: 'Its nbf is in quotes, as a text',
    class: 'MUST',
    severity: { level: 'medium', cwe: 704 },
    references: ['RFC 7519 §4.1.5', 'CVE-2026-25537'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ now }) => claimIs('nbf', String(now()))),
  },
  {
    id: 'iat-future',
    title: 'It will be made in an hour, as it says',
    class: 'SHOULD',
    severity: { level: 'low', cwe: 613 },
    references: ['RFC 7523 §3 item 6', 'RFC 9449 §11.1 for proofs'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ now }) => ({ claims: { iat: now() + 3600, exp: now() + 3900 } })),
  },
  {
    id: 'iat-string',
    title: 'Its iat is a text',
    class: 'MUST',
    severity: { level: 'low', cwe: 704 },
    references: ['RFC 7519 §4.1.6'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(({ now }) => claimIs('iat', 'yesterday', String(now()))),
  },
  {
    id: 'iat-missing',
    title: 'It has no iat',
    class: 'SHOULD',
    severity: { level: 'low', cwe: 20 },
    references: ['RFC 9068 §2.2'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: ofAccessTokens(bearing({ without: ['iat'] })),
  },
  {
    id: 'iat-ancient',
    title: 'It was made in 1970, as it says, and has not ended yet',
    class: 'SHOULD',
    severity: { level: 'low', cwe: 613 },
    references: ['RFC 9068 §2.2', 'max age policy'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(claimIs('iat', 1)),
  },
]
