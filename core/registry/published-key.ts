import { Buffer } from 'node:buffer'
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'
import { KeyRefused } from '../keys/key-errors.ts'
import { loadVerificationKey } from '../keys/verification-key.ts'
import { isObject } from '../token/claims.ts'
import type { VerificationKey } from '../token/trust.ts'

/** The public key of a service, as a registry takes it and gives it out: a JWK with `kid`, `kty`, `alg`, `use` and its numbers. */
export type KeyDocument = Readonly<Record<string, string>>

/** A key that somebody publishes, or has published. All doubts about it are settled. */
export interface CheckedKey {
  /** As it was published, whether padded or not: tokens name it like that. */
  kid: string
  /** RFC 7638, without padding. Two keys of one thumbprint are one key. */
  thumbprint: string
  algorithm: PublishedAlgorithm
  /** Numbers without padding, and nothing that is not needed. */
  document: KeyDocument
  /** Ready to verify with. */
  verification: VerificationKey
}

/** With each type of key goes one algorithm: the first is that of jwtproxy. */
const PUBLISHED_KINDS = {
  RSA: { algorithm: 'RS256', numbers: ['e', 'n'] },
  EC: { algorithm: 'ES256', numbers: ['x', 'y'] },
  OKP: { algorithm: 'EdDSA', numbers: ['x'] },
} as const

export type PublishedAlgorithm = (typeof PUBLISHED_KINDS)[keyof typeof PUBLISHED_KINDS]['algorithm']

export const PUBLISHED_ALGORITHMS: readonly PublishedAlgorithm[] = Object.values(PUBLISHED_KINDS).map(
  ({ algorithm }) => algorithm,
)

/** 4096 bits as base64url. A registry keeps keys of strangers, and verifies with them. */
const LONGEST_NUMBER_TEXT = 683

/**
 * Reads a key as services publish it. Base64url may be padded, as jwtproxy writes it: the numbers lose the padding, the key id keeps
 * it. The key id must be the RFC 7638 thumbprint of the key without padding, so nobody can give a key the name of another.
 * @throws KeyRefused that says what is wrong
 */
export async function readPublishedKey(input: unknown): Promise<CheckedKey> {
  if (!isObject(input)) throw new KeyRefused('the key is not an object')
  const { kty, crv, alg, kid } = input
  const kind =
    typeof kty === 'string' && Object.hasOwn(PUBLISHED_KINDS, kty)
      ? PUBLISHED_KINDS[kty as keyof typeof PUBLISHED_KINDS]
      : undefined
  if (!kind) throw new KeyRefused(`the key type (kty) is none of ${Object.keys(PUBLISHED_KINDS).join(', ')}`)
  const { algorithm } = kind
  if (alg !== undefined && alg !== '' && alg !== algorithm)
    throw new KeyRefused(`the algorithm (alg) of such a key is ${algorithm} here`)
  const numbers = Object.fromEntries(kind.numbers.map((name) => [name, plainNumber(input, name, kty === 'RSA')]))
  const members = { kty: String(kty), ...(typeof crv === 'string' && { crv }), ...numbers }
  // What else is in the key counts here as well: private members, another use.
  const verification = await loadVerificationKey({ ...input, ...members, alg: algorithm, exp: undefined })
  const thumbprint = await calculateJwkThumbprint(members)
  if (kid !== thumbprint && kid !== `${thumbprint}=`)
    throw new KeyRefused('the key id (kid) is not the RFC 7638 thumbprint of the key')
  const { kty: type, ...rest } = members
  return { kid, thumbprint, algorithm, document: { kid, kty: type, alg: algorithm, use: 'sig', ...rest }, verification }
}

/** A number as RFC 7518 §6.3.1 wants it: without padding, and of an RSA key without zeros in front. */
function plainNumber(jwk: Record<string, unknown>, name: string, isInteger: boolean): string {
  const text = jwk[name]
  if (typeof text !== 'string') throw new KeyRefused(`the key lacks ${name}`)
  const plain = text.replace(/={1,2}$/, '')
  if (plain.length > LONGEST_NUMBER_TEXT) throw new KeyRefused('the RSA modulus has more than 4096 bits')
  if (isInteger && Buffer.from(plain.slice(0, 4), 'base64url')[0] === 0)
    throw new KeyRefused(`the member ${name} begins with zeros`)
  return plain
}
