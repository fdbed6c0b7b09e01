import type { AttackRow } from './attack.ts'
import { bearing } from './making/bearing.ts'
import { cubeRootSignature, es256Signature, P256_ORDER, withUnreducedS } from './making/numbers.ts'
import { publishing } from './making/publishing.ts'
import { strangerKey } from './making/strangers.ts'

/** All pairs of the order of the group, one less, and 1: where r and s are not looked at, zero and infinity come of them. */
const ORDER_PAIRS = ['n', 'n − 1', '1'].flatMap((r) =>
  ['n', 'n − 1', '1'].map((s) => ({
    label: `r = ${r}, s = ${s}`,
    of: 'ES256' as const,
    signature: () => es256Signature(pairNumber(r), pairNumber(s)),
  })),
)

/** Signatures that only a look at the numbers in them tells from good ones. */
export const SIGNATURE_MATHEMATICS_ATTACKS: readonly AttackRow[] = [
  {
    id: 'sig-rsa-hash-mismatch',
    title: 'The header says RS256, and the signature is one of RS512',
    class: 'MUST',
    severity: { level: 'medium', cwe: 347 },
    references: ['RFC 7515 §10.6'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing({ of: 'RS256', signedBy: { issuer: 'RS256', as: 'RS512' } }),
  },
  {
    id: 'sig-rsa-pss-for-pkcs1',
    title: 'The header says RS256, and the signature is one of PS256 by the same key',
    class: 'MUST',
    severity: { level: 'medium', cwe: 347 },
    references: ['RFC 7518 §3.3, §3.5'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing({ of: 'RS256', signedBy: { issuer: 'RS256', as: 'PS256' } }),
  },
  {
    id: 'sig-pss-salt-zero',
    title: 'A signature of PS256 has no salt, which must be as long as the digest',
    class: 'MUST',
    severity: { level: 'low', cwe: 347 },
    references: ['RFC 7518 §3.5'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing({ of: 'PS256', signedBy: { issuer: 'PS256', as: 'PS256 without salt' } }),
  },
  {
    id: 'sig-rsa-e3-cube-root',
    title: 'The issuer publishes a key with the exponent 3, and the signature is a cube root',
    class: 'MUST',
    severity: { level: 'high', cwe: 347 },
    references: ['CVE-2006-4339', 'RFC 8017 §8.2.2'],
    needs: ['issuer-key', 'key-set'],
    expects: ['401 token'],
    make: publishing(() => ({
      jwk: { ...strangerKey('RS256').publicKey, e: 'Aw', alg: 'RS256' },
      alg: 'RS256',
      signedBy: { forged: (text) => cubeRootSignature(text, 256) },
    })),
  },
  {
    id: 'sig-ecdsa-zero',
    title: 'Both numbers of an ES256 signature are 0',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['CVE-2022-21449', 'RFC 7518 §3.4'],
    needs: [],
    expects: ['401 token'],
    make: bearing({ of: 'ES256', signature: () => es256Signature(0n, 0n) }),
  },
  {
    id: 'sig-ecdsa-order',
    title: 'The numbers of an ES256 signature are the order of the group, one less, or 1',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['CVE-2022-21449', 'RFC 7518 §3.4'],
    needs: [],
    expects: ['401 token'],
    make: bearing(ORDER_PAIRS),
  },
  {
    id: 'sig-ecdsa-der',
    title: 'An ES256 signature is in its DER form',
    class: 'MUST',
    severity: { level: 'low', cwe: 347 },
    references: ['RFC 7518 §3.4'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing({ of: 'ES256', signedBy: { issuer: 'ES256', as: 'ES256 as DER' } }),
  },
  {
    id: 'sig-ecdsa-swapped',
    title: 'The two numbers of an ES256 signature have changed places',
    class: 'MUST',
    severity: { level: 'high', cwe: 347 },
    references: ['RFC 7518 §3.4'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({
      of: 'ES256',
      signature: (good) => Buffer.concat([good.subarray(32), good.subarray(0, 32)]),
    }),
  },
  {
    id: 'sig-ecdsa-curve-mismatch',
    title: 'The header says ES256, with the key id of a P-384 key that signs it',
    class: 'MUST',
    severity: { level: 'medium', cwe: 347 },
    references: ['RFC 7518 §3.4', 'RFC 8725 §3.1'],
    needs: ['issuer-key'],
    expects: ['401 token'],
    make: bearing({ of: 'ES384', header: { alg: 'ES256' }, signedBy: { issuer: 'ES384' } }),
  },
  {
    id: 'sig-eddsa-s-plus-l',
    title: 'An Ed25519 signature has S + L in place of S',
    class: 'MUST',
    severity: { level: 'low', cwe: 347 },
    references: ['RFC 8032 §5.1.7'],
    needs: ['good-token'],
    expects: ['401 token'],
    make: bearing({ of: 'EdDSA', signature: withUnreducedS }),
  },
  {
    id: 'sig-eddsa-small-order-key',
    title: 'The issuer publishes the identity point as a key, and any text has a signature',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 347 },
    references: ['RFC 8032 §5.1.7', 'RFC 8725 §3.4 (measured: Node 20 and 22 accept, 24 and 26 refuse)'],
    needs: ['issuer-key', 'key-set'],
    expects: ['401 token'],
    make: publishing(() => ({
      jwk: { kty: 'OKP', crv: 'Ed25519', x: IDENTITY.toString('base64url'), alg: 'EdDSA' },
      alg: 'EdDSA',
      signedBy: { forged: () => Buffer.concat([IDENTITY, Buffer.alloc(32)]) },
    })),
  },
]

/** The point that changes nothing, as 32 bytes (RFC 8032 §5.1.2). */
const IDENTITY = Buffer.concat([Buffer.of(1), Buffer.alloc(31)])

function pairNumber(name: string): bigint {
  return name === '1' ? 1n : name === 'n' ? P256_ORDER : P256_ORDER - 1n
}
