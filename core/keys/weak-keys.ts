import { Buffer } from 'node:buffer'
import { KeyRefused } from './key-errors.ts'

/** RFC 7518 §3.3 asks for 2048 bits or more. The upper bound keeps one verification from taking a second. */
const MIN_RSA_BITS = 2048
const MAX_RSA_BITS = 8192

/**
 * An RSA key whose numbers make forging easy: too small, an exponent below 65537 (with 1, a padded digest is its own
 * signature; with 3, lax readers fell to a cube root, CVE-2006-4339), or made by the ROCA generator (CVE-2017-15361).
 * @throws KeyRefused
 */
export function refuseWeakRsa(n: Uint8Array, e: Uint8Array): void {
  const modulus = toInteger(n)
  const bits = modulus.toString(2).length
  if (bits < MIN_RSA_BITS) throw new KeyRefused(`the RSA modulus has ${bits} bits, fewer than ${MIN_RSA_BITS}`)
  if (bits > MAX_RSA_BITS) throw new KeyRefused(`the RSA modulus has ${bits} bits, more than ${MAX_RSA_BITS}`)
  if (modulus % 2n === 0n) throw new KeyRefused('the RSA modulus is even')
  const exponent = toInteger(e)
  if (exponent < 65_537n || exponent % 2n === 0n || exponent > 0xffff_ffffn) {
    throw new KeyRefused('the RSA exponent is not an odd number of 65537 or more, with 32 bits at most')
  }
  if (hasRocaFingerprint(modulus)) throw new KeyRefused('the RSA key has the ROCA fingerprint (CVE-2017-15361)')
}

/**
 * The ROCA generator builds primes from powers of 65537, so that the modulus is such a power modulo every small
 * prime. A sound key passes all these by chance about once in 2^27.
 */
function hasRocaFingerprint(modulus: bigint): boolean {
  return ROCA_ROWS.every(([prime, powers]) => powers.has(Number(modulus % BigInt(prime))))
}

const ROCA_ROWS: (readonly [number, Set<number>])[] = oddPrimesUpTo(167).map((prime) => [prime, powersOf65537(prime)])

function oddPrimesUpTo(limit: number): number[] {
  const primes: number[] = []
  for (let n = 3; n <= limit; n += 2) if (primes.every((prime) => n % prime !== 0)) primes.push(n)
  return primes
}

function powersOf65537(prime: number): Set<number> {
  const powers = new Set<number>()
  for (let power = 1; !powers.has(power); power = (power * 65_537) % prime) powers.add(power)
  return powers
}

/**
 * The points of small order on Ed25519, in every spelling (the sign bit is masked off). For such a key one signature
 * fits any text, and some runtimes do not look (RFC 8032 §5.1.7, RFC 8725 §3.4).
 * @throws KeyRefused
 */
export function refuseSmallOrder(x: Uint8Array): void {
  const y = Buffer.from(x)
  y.writeUInt8(y.readUInt8(31) & 0x7f, 31)
  if (SMALL_ORDER.has(y.toString('hex'))) throw new KeyRefused('the Ed25519 key is a point of small order')
}

const SMALL_ORDER = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
])

function toInteger(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)
}
