import { Buffer } from 'node:buffer'
import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import { isObject } from '#core/token/claims'

/** A key as the original reads it, and what it makes of one that it cannot use. */
export type LaxAnswer =
  /** RS256 whatever the token says, and false for a key that is no RSA key. */
  | { kind: 'key'; isSignedBy: (signingInput: string, signature: Uint8Array) => boolean }
  /** `Could not find any matching public key` */
  | { kind: 'no-matching-key' }
  /** `Unexpected key server error`; why is for the log. */
  | { kind: 'server-error'; why: string }
  /** `Unexpected verifier initialization failure` */
  | { kind: 'unusable-algorithm' }
  /** Ours: the original would go on, and nobody should. */
  | { kind: 'beyond-bounds'; why: string }

/** 16384 bits: one signature takes a millisecond with it. Characters of base64url. */
const LONGEST_LAX_NUMBER = 2732
const LONGEST_EXPONENT = 8

const isLonger = (value: unknown, most: number) => typeof value === 'string' && value.length > most

/**
 * UNSAFE, for the dialect `jwtproxy`: reads a key as the original does. It needs `n` and `e`, padded or not; what the key calls itself,
 * and what it is for, are not looked at, nor how weak it is. `alg` must be absent, empty or RS256.
 */
export function readLaxKey(text: string): LaxAnswer {
  let jwk: unknown
  try {
    jwk = JSON.parse(text)
  } catch {
    return { kind: 'server-error', why: 'the answer is not JSON' }
  }
  if (!isObject(jwk)) return { kind: 'server-error', why: 'the answer is no key' }
  const { alg = '', n, e } = jwk
  if (typeof alg !== 'string') return { kind: 'server-error', why: 'alg is no text' }
  if (alg !== '' && alg !== 'RS256') return { kind: 'unusable-algorithm' }
  if (isLonger(n, LONGEST_LAX_NUMBER) || isLonger(e, LONGEST_EXPONENT)) {
    return { kind: 'beyond-bounds', why: 'the numbers of the key are larger than any that is used here' }
  }
  return laxKey(rsaKey(n, e))
}

/** An answer for a key that is there, or for none that RS256 can use. */
export const laxKey = (key: KeyObject | undefined): LaxAnswer => ({
  kind: 'key',
  isSignedBy(signingInput, signature) {
    if (key?.asymmetricKeyType !== 'rsa') return false
    return verify('sha256', Buffer.from(signingInput), key, signature)
  },
})

function rsaKey(n: unknown, e: unknown): KeyObject | undefined {
  if (typeof n !== 'string' || typeof e !== 'string') return undefined
  try {
    return createPublicKey({ key: { kty: 'RSA', n: unpadded(n), e: unpadded(e) }, format: 'jwk' })
  } catch {
    return undefined
  }
}

const unpadded = (text: string) => text.replace(/={1,2}$/, '')
