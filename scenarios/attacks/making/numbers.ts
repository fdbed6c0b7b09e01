import { createHash } from 'node:crypto'
import { CannotBeMade } from '../world.ts'

/** The order of the group of P-256 (FIPS 186-5). */
export const P256_ORDER = 0xffff_ffff_0000_0000_ffff_ffff_ffff_ffff_bce6_faad_a717_9e84_f3b9_cac2_fc63_2551n

/** The order of the base point of Ed25519 (RFC 8032 §5.1). */
const ED25519_ORDER = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n

/** Big-endian bytes. */
export const bytesOfNumber = (number: bigint, length: number): Buffer =>
  Buffer.from(number.toString(16).padStart(2 * length, '0'), 'hex')

export const numberOfBytes = (bytes: Uint8Array): bigint => BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)

/** A signature of ES256: r and s, 32 bytes each (RFC 7518 §3.4). */
export const es256Signature = (r: bigint, s: bigint): Buffer =>
  Buffer.concat([bytesOfNumber(r, 32), bytesOfNumber(s, 32)])

/** Of (r, s) the other one that fits: (r, n − s). Anybody can write it. */
export const withHighS = (signature: Buffer): Buffer =>
  Buffer.concat([signature.subarray(0, 32), bytesOfNumber(P256_ORDER - numberOfBytes(signature.subarray(32)), 32)])

/** Of (R, S) of Ed25519 the same with S + L, which is not reduced (RFC 8032 §5.1.7). S is little-endian. */
export function withUnreducedS(signature: Buffer): Buffer {
  const s = numberOfBytes(signature.subarray(32).toReversed())
  return Buffer.concat([signature.subarray(0, 32), bytesOfNumber(s + ED25519_ORDER, 32).toReversed()])
}

/** What stands before a SHA-256 digest in a signature (RFC 8017 §9.2, note 1). */
const DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex')

/** The digest with its padding, as long as the key (RFC 8017 §9.2). Under the exponent 1 that is the signature. */
export function paddedDigest(text: string, length: number, padding = length - DIGEST_INFO.length - 32 - 3): Buffer {
  const digest = createHash('sha256').update(text).digest()
  return Buffer.concat([Buffer.of(0, 1), Buffer.alloc(padding, 0xff), Buffer.of(0), DIGEST_INFO, digest])
}

/**
 * A signature for a key with the exponent 3, made without it (CVE-2006-4339): the cube root of a padded digest behind which
 * anything may stand. A reader that does not see to the end of it takes it for good.
 */
export function cubeRootSignature(text: string, length: number): Buffer {
  const begin = paddedDigest(text, length, 8)
  const free = BigInt(8 * (length - begin.length))
  const root = cubeRoot(((numberOfBytes(begin) + 1n) << free) - 1n)
  if ((root ** 3n) >> free !== numberOfBytes(begin)) throw new CannotBeMade('the key is too short for a cube root')
  return bytesOfNumber(root, length)
}

/** The largest number whose cube is not larger. */
function cubeRoot(number: bigint): bigint {
  let low = 0n
  let high = 1n << BigInt(Math.ceil((number.toString(16).length * 4) / 3) + 1)
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (middle ** 3n <= number) low = middle
    else high = middle
  }
  return low
}
