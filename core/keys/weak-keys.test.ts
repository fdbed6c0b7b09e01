import { Buffer } from 'node:buffer'
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { KeyRefused } from './key-errors.ts'
import { refuseSmallOrder, refuseWeakRsa } from './weak-keys.ts'

const F4 = Buffer.from([1, 0, 1])
const bytesOf = (number: bigint) => Buffer.from(number.toString(16).padStart(2048, '0'), 'hex')
const judge = (n: bigint, e: Uint8Array = F4) => expect(() => refuseWeakRsa(bytesOf(n), e))

/** Odd, of the given length, and of no power of 65537 modulo 3, 5 and so on. */
const someModulus = (bits: number) => 2n ** BigInt(bits - 1) + 2n ** 100n * 1_234_567_891n + 1n

describe('an RSA key', () => {
  test('as it is made today is no weak one', () => {
    const { n = '', e = '' } = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })
    expect(() => refuseWeakRsa(Buffer.from(n, 'base64url'), Buffer.from(e, 'base64url'))).not.toThrow()
  })

  test('may have from 2048 to 8192 bits, to the bit, whatever zeros stand before', () => {
    judge(someModulus(2048)).not.toThrow()
    judge(someModulus(8192)).not.toThrow()
    judge(someModulus(2047)).toThrow(KeyRefused)
    judge(someModulus(1024)).toThrow(KeyRefused)
    expect(() => refuseWeakRsa(Buffer.alloc(1025, 0xff), F4)).toThrow(KeyRefused)
    expect(() => refuseWeakRsa(Buffer.alloc(0), F4)).toThrow(KeyRefused)
  })

  test('must be odd', () => {
    judge(someModulus(2048) + 1n).toThrow(/even/)
  })

  test.each(['', '00', '01', '02', '03', '11', 'ffff', '010002', '0100000001', 'ff'.repeat(256)])(
    'with the exponent %s is refused',
    (hex) => judge(someModulus(2048), Buffer.from(hex, 'hex')).toThrow(/exponent/),
  )

  test.each(['010001', '00010001', '010003', 'ffffffff'])('with the exponent %s is not refused for it', (hex) =>
    judge(someModulus(2048), Buffer.from(hex, 'hex')).not.toThrow(),
  )

  test('with the ROCA fingerprint is refused: a power of 65537 modulo every small prime', () => {
    let product = 2n
    for (let n = 3; n <= 167; n += 2) if (isPrime(n)) product *= BigInt(n)
    const residue = 65_537n ** 1000n % product
    const roca = residue + product * (2n ** 2047n / product + 1n)
    judge(roca).toThrow(/ROCA/)
    judge(roca + product * 2n ** 64n).toThrow(/ROCA/)
    judge(roca + 2n).not.toThrow()
  })
})

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false
  return true
}

const P = 2n ** 255n - 19n
const ORDER_EIGHT = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n

const littleEndian = (y: bigint) => Buffer.from(Buffer.from(y.toString(16).padStart(64, '0'), 'hex').toReversed())

describe('an Ed25519 key', () => {
  test('of order eight has the y that the curve says: twice such a point has y = 0', () => {
    // x² = −y² for these, so −x² + y² = 1 + dx²y² with d = −121665/121666 becomes dy⁴ + 2y² − 1 = 0 (RFC 8032 §5.1).
    const square = ORDER_EIGHT ** 2n
    expect((-121_665n * square ** 2n + 2n * 121_666n * square - 121_666n) % P).toBe(0n)
  })

  test.each([
    ['the identity', 1n],
    ['the point of order two', P - 1n],
    ['the points of order four', 0n],
    ['the points of order eight', ORDER_EIGHT],
    ['their negatives', P - ORDER_EIGHT],
    ['the identity, not reduced', P + 1n],
    ['the points of order four, not reduced', P],
  ])('that is %s is refused, with either sign', (_, y) => {
    expect(() => refuseSmallOrder(littleEndian(y))).toThrow(KeyRefused)
    expect(() => refuseSmallOrder(littleEndian(y + 2n ** 255n))).toThrow(KeyRefused)
  })

  test('as it is made today is none of these, nor is the base point', () => {
    const { x = '' } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
    expect(() => refuseSmallOrder(Buffer.from(x, 'base64url'))).not.toThrow()
    expect(() => refuseSmallOrder(Buffer.alloc(32, 0x66))).not.toThrow()
  })

  test('is not changed by the look at it', () => {
    const x = Buffer.alloc(32, 0xff)
    refuseSmallOrder(x)
    expect(x.every((byte) => byte === 0xff)).toBe(true)
  })
})
