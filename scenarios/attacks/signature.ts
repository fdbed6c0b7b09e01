import { randomBytes } from 'node:crypto'
import type { AttackRow } from './attack.ts'
import { bearing } from './making/bearing.ts'
import { recoded, segmentwise } from './making/words.ts'
import { CannotBeMade } from './world.ts'

/** The bytes of the last segment, or the link between them and the rest. Whoever decodes without verifying fails the first ones at once. */
export const SIGNATURE_ATTACKS: readonly AttackRow[] = [
  {
    id: 'sig-empty',
    title: 'The third segment is empty; the two dots stay',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['RFC 7515 §5.2', 'CVE-2020-28042'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({ spelled: segmentwise(([header, payload]) => `${header}.${payload}.`) }),
  },
  {
    id: 'sig-segment-dropped',
    title: 'The last dot and all behind it are cut off',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['RFC 7515 §7.1', 'RFC 7519 §7.2'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({ spelled: segmentwise(([header, payload]) => `${header}.${payload}`) }),
  },
  {
    id: 'sig-bit-flipped',
    title: 'One bit of the first byte of the signature is another',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['RFC 7515 §5.2 step 8'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({ signature: ([first = 0, ...rest]) => Buffer.of(first ^ 1, ...rest) }),
  },
  {
    id: 'sig-random',
    title: 'The signature is random bytes of the right length',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['RFC 7515 §5.2'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({ signature: ({ length }) => randomBytes(length) }),
  },
  {
    id: 'sig-payload-tampered',
    title: 'The subject is another, and the signature is the old one',
    class: 'MUST',
    severity: { level: 'critical', cwe: 345 },
    references: ['RFC 7515 §5.2'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({
      spelled: segmentwise(
        ([header, payload, signature]) => `${header}.${recoded(payload, { sub: 'admin' })}.${signature}`,
      ),
    }),
  },
  {
    id: 'sig-header-tampered',
    title: 'A harmless member is added to the header, which is signed too',
    class: 'MUST',
    severity: { level: 'high', cwe: 345 },
    references: ['RFC 7515 §5.2'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({
      spelled: segmentwise(([header, payload, signature]) => `${recoded(header, { x: 1 })}.${payload}.${signature}`),
    }),
  },
  {
    id: 'sig-from-other-token',
    title: 'The signature of another good token stands under this one',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['RFC 7515 §5.2'],
    needs: ['two-good-tokens'],
    expects: ['401 token'],
    make: bearing({
      spelled: async (token, another) => withSignatureOf(token, await another()),
    }),
  },
  {
    id: 'sig-truncated',
    title: 'The last bytes of the signature are cut off',
    class: 'MUST',
    severity: { level: 'high', cwe: 347 },
    references: ['RFC 7515 §5.2', 'Wycheproof PS256 319'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing([
      { label: '1 byte', signature: (good) => good.subarray(0, -1) },
      { label: '4 bytes', signature: (good) => good.subarray(0, -4) },
      { label: 'half of it', signature: (good) => good.subarray(0, good.length / 2) },
    ]),
  },
  {
    id: 'sig-extended',
    title: 'A zero byte stands behind the signature',
    class: 'MUST',
    severity: { level: 'high', cwe: 347 },
    references: ['RFC 7518 §3.3, §3.4 length rules'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({ signature: (good) => Buffer.concat([good, Buffer.of(0)]) }),
  },
  {
    id: 'sig-unknown-key',
    title: "A key of the attacker's signs it, under the key id of the issuer",
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['RFC 7515 §10.3', 'RFC 8725 §3.8'],
    needs: [],
    expects: ['401 token'],
    make: bearing({ signedBy: 'stranger' }),
  },
]

function withSignatureOf(token: string, other: string): string {
  if (other === token) throw new CannotBeMade('it takes two good tokens')
  return token.slice(0, token.lastIndexOf('.')) + other.slice(other.lastIndexOf('.'))
}
