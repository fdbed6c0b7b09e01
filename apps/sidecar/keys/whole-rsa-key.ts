import { Buffer } from 'node:buffer'

/**
 * A private RSA key in which the numbers are missing that only make it quicker (RFC 7518 §6.3.2.4 to §6.3.2.6), as in the files that
 * jwtproxy keeps: they follow from the others. Every other key stays as it is.
 */
export function completeRsaKey(jwk: Record<string, unknown>): Record<string, unknown> {
  const { kty, d, p, q, dp, dq, qi } = jwk
  const isPartial = [dp, dq, qi].includes(undefined)
  if (kty !== 'RSA' || !isPartial || !isNumberText(d) || !isNumberText(p) || !isNumberText(q)) return jwk
  const [exponent, first, second] = [toNumber(d), toNumber(p), toNumber(q)]
  if (first < 3n || second < 3n) return jwk // no primes: whoever loads the key says so
  return {
    ...jwk,
    dp: numberText(exponent % (first - 1n)),
    dq: numberText(exponent % (second - 1n)),
    qi: numberText(inverse(second % first, first)),
  }
}

/** Longer ones are of no key that is used here: 8192 bits. */
const LONGEST_TEXT = 1400

const isNumberText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST_TEXT

const toNumber = (text: string) => BigInt(`0x0${Buffer.from(text, 'base64url').toString('hex')}`)

function numberText(number: bigint): string {
  const digits = number.toString(16)
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex').toString('base64url')
}

/** Euclid's algorithm, extended; 0 where there is none. */
function inverse(number: bigint, modulus: bigint): bigint {
  let [left, right, factor, next] = [number, modulus, 1n, 0n]
  while (right > 0n) {
    const times = left / right
    ;[left, right, factor, next] = [right, left - times * right, next, factor - times * next]
  }
  return left === 1n ? ((factor % modulus) + modulus) % modulus : 0n
}
