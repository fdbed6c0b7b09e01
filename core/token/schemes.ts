import { constants, sign, type KeyObject, type SigningOptions } from 'node:crypto'
import { ALGORITHMS, type Algorithm } from './algorithms.ts'

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

export const SCHEME_NAMES = Object.keys(SCHEMES) as Scheme[] // Object.keys forgets the literal type

/** Is the key of an algorithm one that can be used like that? OpenSSL takes any, and signs in its own way. */
export function isSchemeFor(scheme: Scheme, algorithm: Algorithm): boolean {
  const [wanted, has] = [ALGORITHMS[usualOf(scheme)], ALGORITHMS[algorithm]] as { kty: string; crv?: string }[] // every row is one of these
  return wanted?.kty === has?.kty && wanted?.crv === has?.crv
}

const usualOf = (scheme: Scheme): Algorithm =>
  scheme === 'PS256 without salt' ? 'PS256' : scheme === 'ES256 as DER' ? 'ES256' : scheme

/** Signs bytes by a key, in any way that the key can. @param text each character of a string is one byte */
export function signByScheme(text: string | Uint8Array, key: KeyObject, scheme: Scheme): Buffer {
  const { digest, options } = SCHEMES[scheme]
  return sign(digest, typeof text === 'string' ? Buffer.from(text, 'latin1') : text, { key, ...options })
}
