import type { KeyObject } from 'node:crypto'

/**
 * Whether an RSA signature has as many bytes as the modulus (RFC 8017 §8.1.2 step 1, §8.2.2 step 1); true for keys of any other kind.
 * OpenSSL asks that of PKCS #1 v1.5 alone: of RSA-PSS it believes a signature that begins with a zero without that zero, too, so that
 * one token in 256 would have two forms.
 */
export function hasSignatureLength(signature: Uint8Array, key: KeyObject): boolean {
  const bits = key.asymmetricKeyDetails?.modulusLength
  return bits === undefined || signature.length === Math.ceil(bits / 8)
}
