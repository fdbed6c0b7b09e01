/**
 * The signature algorithms of the sandbox, each with the one kind of key it goes with (RFC 7518 §3.1, RFC 8037 §3.1,
 * RFC 9864). There is no HMAC: a shared secret lets whoever verifies also sign. There is no "none".
 */
export const ALGORITHMS = {
  RS256: { kty: 'RSA' },
  RS384: { kty: 'RSA' },
  RS512: { kty: 'RSA' },
  PS256: { kty: 'RSA' },
  PS384: { kty: 'RSA' },
  PS512: { kty: 'RSA' },
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
  Ed25519: { kty: 'OKP', crv: 'Ed25519' },
} as const satisfies Record<string, { kty: string; crv?: string }>

export type Algorithm = keyof typeof ALGORITHMS

export const ALL_ALGORITHMS = Object.keys(ALGORITHMS) as Algorithm[] // Object.keys forgets the literal type

/** An exact, case-sensitive look at the allow-list (RFC 7515 §4.1.1); safe for `constructor` and `__proto__`. */
export function isAlgorithm(name: unknown): name is Algorithm {
  return typeof name === 'string' && Object.hasOwn(ALGORITHMS, name)
}

/** Making an RSA key takes a noticeable time; the others take less than a millisecond. */
export function isSlowToMake(algorithm: Algorithm): boolean {
  return ALGORITHMS[algorithm].kty === 'RSA'
}
