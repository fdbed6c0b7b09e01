import { randomBytes } from 'node:crypto'
import type { JWK } from 'jose'
import type { AttackRow } from './attack.ts'
import { bearer, playing } from './making/bearing.ts'
import { makeToken } from './making/make-token.ts'
import { paddedDigest } from './making/numbers.ts'
import { publish, publishing } from './making/publishing.ts'
import { strangerKey } from './making/strangers.ts'

/** The issuer publishes a key that should sign nothing: none of these cases says anything about a set without it. */
export const KEY_PUBLISHED_ATTACKS: readonly AttackRow[] = [
  {
    id: 'key-use-enc',
    title: 'The key is published for encryption',
    class: 'MUST',
    severity: { level: 'medium', cwe: 320 },
    references: ['RFC 7517 §4.2', 'Wycheproof JWS 353'],
    needs: ['issuer-key', 'key-set'],
    expects: ['401 token'],
    make: publishing(() => ({ ...strangers(), jwk: { ...strangers().jwk, use: 'enc' } })),
  },
  {
    id: 'key-ops-not-verify',
    title: 'The key is published for other operations than verifying',
    class: 'MUST',
    severity: { level: 'low', cwe: 320 },
    references: ['RFC 7517 §4.3', 'Wycheproof JWS 355'],
    needs: ['issuer-key', 'key-set'],
    expects: ['401 token'],
    make: publishing(() => ({ ...strangers(), jwk: { ...strangers().jwk, key_ops: ['encrypt'] } })),
  },
  {
    id: 'key-weak-1024',
    title: 'The RSA key has 1024 bits',
    class: 'MUST',
    severity: { level: 'medium', cwe: 326 },
    references: ['RFC 7518 §3.3'],
    needs: ['issuer-key', 'key-set'],
    expects: ['401 token'],
    make: publishing(() => {
      const weak = strangerKey('RS256', 1024)
      return { jwk: { ...weak.publicKey, alg: 'RS256' }, alg: 'RS256', signedBy: { forged: (text) => weak.sign(text) } }
    }),
  },
  {
    id: 'key-exponent-one',
    title: 'The RSA key has the exponent 1, so a padded digest is its own signature',
    class: 'SHOULD',
    severity: { level: 'high', cwe: 326 },
    references: ['RFC 8017 §3.1', 'Wycheproof JWK 9'],
    needs: ['issuer-key', 'key-set'],
    expects: ['401 token'],
    make: publishing(() => ({
      jwk: { ...strangerKey('RS256').publicKey, e: 'AQ', alg: 'RS256' },
      alg: 'RS256',
      signedBy: { forged: (text) => paddedDigest(text, 256) },
    })),
  },
  {
    id: 'key-symmetric-in-jwks',
    title: 'The key set holds a symmetric key, and the signature is HS256 with it',
    class: 'MUST',
    severity: { level: 'critical', cwe: 321 },
    references: ['RFC 7517 §9.2', 'Wycheproof JWK 1'],
    needs: ['issuer-key', 'key-set'],
    expects: ['401 token'],
    make: publishing(() => {
      const secret = randomBytes(32)
      const jwk = { kty: 'oct', k: secret.toString('base64url'), alg: 'HS256' }
      return { jwk, alg: 'HS256', signedBy: { secret } }
    }),
  },
  {
    id: 'key-duplicate-kid',
    title: 'Two keys have the key id of a token that only one of them fits',
    class: 'POLICY',
    severity: { level: 'low', cwe: 694 },
    references: ['RFC 7517 §4.5', 'Wycheproof JWK 4'],
    needs: ['issuer-key', 'key-set'],
    expects: ['401 token', '2xx'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world)
      const { kid } = world.good().header
      const double = { ...strangerKey('RS256').publicKey, alg: 'RS256', kid: String(kid) }
      return {
        steps: [...(changed ? [publish(world, [double])] : []), { do: 'send', request: bearer(token) }],
        tokens: [token],
      }
    }),
  },
  {
    id: 'key-spiffe-wrong-use',
    title: 'The entry of the bundle is for certificates: its use is x509-svid',
    class: 'MUST',
    severity: { level: 'medium', cwe: 320 },
    references: ['JWT-SVID 6.2', 'Bundle 4.2.2'],
    needs: ['issuer-key', 'key-set', 'spiffe'],
    expects: ['401 token'],
    make: publishing(() => ({ ...strangers(), jwk: { ...strangers().jwk, use: 'x509-svid' } })),
  },
]

/** A sound key, to have one thing wrong about it. */
function strangers() {
  const jwk: JWK = { ...strangerKey('ES256').publicKey, alg: 'ES256' }
  return { jwk, alg: 'ES256', signedBy: { stranger: 'ES256' } } as const
}
