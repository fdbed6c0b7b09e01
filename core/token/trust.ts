import type { Algorithm } from './algorithms.ts'

/** Whoever the issuer says: a symbol, so that no name in a token or a request can be mistaken for it. */
export const ANYONE = Symbol('anyone')

/**
 * What a verifier believes before it sees the token. Nothing in it has a default: whoever verifies says it all
 * (RFC 8725 §3).
 */
export interface Trust {
  /** The one issuer, compared code point by code point. */
  issuer: string
  /**
   * Our own name; it must be `aud` or one of its members (RFC 7519 §4.1.3). Of several names, one must be. ANYONE is for the
   * issuer alone, when it looks at a token of its own: then the caller decides by the `aud` of the claims who may hear of it.
   */
  audience: string | readonly string[] | typeof ANYONE
  /** Whom the token must speak of, or ANYONE where the issuer alone decides that. */
  subject: string | typeof ANYONE
  algorithms: readonly Algorithm[]
  /**
   * 'JWT' also accepts a token without `typ` (RFC 7519 §5.1); every other type must be stated by the token (RFC 8725
   * §3.11). Of several, the token must be of one.
   */
  type: string | readonly string[]
  /** Claims that must be there. */
  required: readonly string[]
  /** The longest life, `exp` less `iat` (or less now, without `iat`), in seconds. */
  maxLifetimeSeconds: number
  /** How far the clocks of issuer and verifier may differ, in seconds. */
  leewaySeconds: number
  keys: KeySource
}

/** Where the keys come from. The token's header is a hint for choosing one, never a source (RFC 8725 §3.10). */
export interface KeySource {
  /** @throws TokenRejected unknown-key; anything else means that the source cannot answer at the moment */
  select(hint: KeyHint): VerificationKey | Promise<VerificationKey>
}

export interface KeyHint {
  kid: string | undefined
  alg: Algorithm
}

/** A public key that was checked when it was loaded, bound to one algorithm (RFC 8725 §3.1). */
export interface VerificationKey {
  kid: string | undefined
  algorithm: Algorithm
  publicKey: CryptoKey
  /** Further keys that its owner has given the same id, for the same algorithm: each may be the one (RFC 7517 §4.5). */
  namesakes?: readonly CryptoKey[]
  /** When it is over, where its owner says so: from this second since 1970 on, nobody believes it. */
  exp?: number
}
