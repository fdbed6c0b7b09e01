import type { Claims } from '#core/token/claims'

export interface StandingClaims {
  issuer: string
  audience: string
  tokenId: string
  /** Milliseconds since 1970. */
  now: number
  /** How long it lives. Milliseconds. */
  expirationTime: number
  /** How far back it is valid, for whoever has a clock that is late. Milliseconds. */
  maxSkew: number
}

/** The six claims of every token of a signer, in whole seconds and in the order in which the original writes them. */
export function standingClaims({ issuer, audience, tokenId, now, expirationTime, maxSkew }: StandingClaims): Claims {
  const iat = Math.floor(now / 1000)
  return {
    aud: audience,
    exp: iat + Math.max(1, Math.floor(expirationTime / 1000)),
    iat,
    iss: issuer,
    jti: tokenId,
    nbf: Math.max(0, iat - Math.floor(maxSkew / 1000)),
  }
}
