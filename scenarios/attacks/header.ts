import { Buffer } from 'node:buffer'
import type { AttackRow } from './attack.ts'
import { bearing } from './making/bearing.ts'
import { headerIs } from './making/words.ts'

/** Members that change what a header means. Unknown ones are ignored, unless `crit` names them. */
export const HEADER_ATTACKS: readonly AttackRow[] = [
  {
    id: 'crit-unknown',
    title: 'The header has an extension that nobody knows, and says that it is critical',
    class: 'MUST',
    severity: { level: 'high', cwe: 345 },
    references: ['RFC 7515 §4.1.11', 'CVE-2025-59420', 'CVE-2026-32597'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing({ header: { crit: ['x-must'], 'x-must': 1 } }),
  },
  {
    id: 'crit-empty',
    title: 'The list of critical extensions is empty',
    class: 'MUST',
    severity: { level: 'low', cwe: 345 },
    references: ['RFC 7515 §4.1.11'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(headerIs('crit', [])),
  },
  {
    id: 'crit-not-array',
    title: 'The critical extensions are no list of names',
    class: 'MUST',
    severity: { level: 'medium', cwe: 704 },
    references: ['RFC 7515 §4.1.11'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(headerIs('crit', 'exp', { exp: true }, [1])),
  },
  {
    id: 'crit-standard-name',
    title: 'The list of critical extensions has a name of the standard',
    class: 'SHOULD',
    severity: { level: 'low', cwe: 345 },
    references: ['RFC 7515 §4.1.11 (MAY reject)'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(headerIs('crit', ['alg'], ['kid'])),
  },
  {
    id: 'crit-absent-member',
    title: 'The list of critical extensions has a name that is not in the header',
    class: 'MUST',
    severity: { level: 'low', cwe: 345 },
    references: ['RFC 7515 §4.1.11'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(headerIs('crit', ['x-absent'])),
  },
  {
    id: 'crit-duplicate',
    title: 'The list of critical extensions has one name twice',
    class: 'SHOULD',
    severity: { level: 'low', cwe: 694 },
    references: ['RFC 7515 §4.1.11'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing({ header: { crit: ['b64', 'b64'], b64: true } }),
  },
  {
    id: 'b64-false',
    title: 'The payload stands in the token in clear, as b64 says (RFC 7797)',
    class: 'MUST',
    severity: { level: 'medium', cwe: 345 },
    references: ['RFC 7797 §7', 'CVE-2026-48525'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing({ header: { b64: false, crit: ['b64'] }, payloadSegment: inClear }),
  },
  {
    id: 'b64-false-no-crit',
    title: 'b64 says that the payload is in clear, without being critical, and the payload is coded as ever',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 436 },
    references: ['RFC 7797 §6, §7'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing(headerIs('b64', false)),
  },
]

/** The JSON itself. A dot would end the segment, so it is written as an escape (RFC 7797 §5.2). */
function inClear(segment: string): string {
  return Buffer.from(segment, 'base64url')
    .toString()
    .replaceAll('.', String.raw`\u002e`)
}
