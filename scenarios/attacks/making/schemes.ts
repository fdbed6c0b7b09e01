import { constants, sign, type KeyObject, type SigningOptions } from 'node:crypto'
import type { Algorithm } from '#core/token/algorithms'

/** How a private key is used: as an algorithm says, or as none does. */
export type Scheme = Algorithm | 'PS256 without salt' | 'ES256 as DER'

const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants
const RAW_ECDSA: SigningOptions = { dsaEncoding: 'ieee-p1363' }
const SALTED_PSS: SigningOptions = { padding, saltLength }

const SCHEMES: Record<Scheme, { digest?: string; options: SigningOptions }> = {
  RS256: { digest: 'sha256', options: {} },
  RS384: { digest: 'sha384', options: {} },
  RS512: { digest: 'sha512', options: {} },
  PS256: { digest: 'sha256', options: SALTED_PSS },
  PS384: { digest: 'sha384', options: SALTED_PSS },
  PS512: { digest: 'sha512', options: SALTED_PSS },
  ES256: { digest: 'sha256', options: RAW_ECDSA },
  ES384: { digest: 'sha384', options: RAW_ECDSA },
  ES512: { digest: 'sha512', options: RAW_ECDSA },
  EdDSA: { options: {} },
  Ed25519: { options: {} },
  'PS256 without salt': { digest: 'sha256', options: { padding, saltLength: 0 } },
  'ES256 as DER': { digest: 'sha256', options: { dsaEncoding: 'der' } },
}

/** Signs a text by a key, in any way that the key can: for an {@link IssuerHand} that has its keys at hand. */
export function signByScheme(text: string, key: KeyObject, scheme: Scheme): Buffer {
  const { digest, options } = SCHEMES[scheme]
  return sign(digest, Buffer.from(text, 'latin1'), { key, ...options })
}
