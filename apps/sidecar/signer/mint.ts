import type { Clock } from '#core/clock'
import { signToken, type Signer } from '#core/token/sign'
import type { SignerConfig } from '../config/sidecar-config.ts'
import type { PrivateKey } from '../keys/private-key.ts'
import { claimsFromHeaders, type RequestHeaders } from './claims-from-headers.ts'
import { predictableTokenIds } from './predictable-token-ids.ts'
import { REGISTERED } from './registered-claims.ts'
import { reusedTokens } from './reused-tokens.ts'
import { standingClaims } from './standing-claims.ts'
import { randomTokenIds } from './token-id.ts'

/** What of the configuration of a signer is about its tokens. */
export type MintConfig = Pick<
  SignerConfig,
  'issuer' | 'expirationTime' | 'maxSkew' | 'nonceLength' | 'claims' | 'claimsFromHeaders' | 'reuse' | 'dialect'
>

export interface TokenMintParts {
  key: Pick<PrivateKey, 'current'>
  clock: Clock
}

/** Makes the tokens of a signer. */
export interface TokenMint {
  /**
   * A token for one request: a new one, or with `reuse` the one of its audience, claims and key, for most of its life.
   * @param audience by `askedAudience`
   * @param headers of the request: claims are taken from some
   * @throws NoActiveKey; Problem invalid-input for a header that makes no claim
   */
  mint(audience: string, headers: RequestHeaders, variant?: MintVariant): Promise<string>
  /** Headers from which claims are taken, in lower case: they go no further than the signer. */
  readonly takenHeaders: readonly string[]
}

/** Tokens for lessons, never reused: one that expired an hour ago, and one for an origin that nobody has. */
export type MintVariant = 'expired' | 'wrong-audience'

const ONE_HOUR_AGO = 3_600_000
/** Nobody has such a name (RFC 6761 §6.4). */
const NOBODY = 'https://nobody.invalid'

/**
 * @throws RangeError when ids of that length could be guessed; TypeError when the configuration is to say a claim that the signer says
 *   itself
 */
export function createTokenMint(config: MintConfig, { key, clock }: TokenMintParts): TokenMint {
  const { issuer, expirationTime, maxSkew, claims } = config
  refuseRegistered(config)
  const newTokenId =
    config.dialect === 'jwtproxy'
      ? predictableTokenIds(config.nonceLength, clock.now())
      : randomTokenIds(config.nonceLength)
  const fromHeaders = claimsFromHeaders(config.claimsFromHeaders)
  const reused = config.reuse ? reusedTokens(expirationTime, clock) : undefined

  function make(signer: Signer, audience: string, taken: object, now: number): Promise<string> {
    const standing = standingClaims({ issuer, audience, tokenId: newTokenId(), now, expirationTime, maxSkew })
    return signToken({ ...claims, ...taken, ...standing }, signer, 'JWT')
  }

  return {
    takenHeaders: fromHeaders.names,
    async mint(audience, headers, variant) {
      const signer = key.current()
      const taken = fromHeaders.read(headers)
      const now = clock.now()
      if (variant === 'expired') return make(signer, audience, taken, now - expirationTime - ONE_HOUR_AGO)
      if (variant === 'wrong-audience') return make(signer, NOBODY, taken, now)
      if (!reused) return make(signer, audience, taken, now)
      return reused.get(JSON.stringify([signer.kid, audience, taken]), () => make(signer, audience, taken, now))
    },
  }
}

function refuseRegistered({ claims, claimsFromHeaders: taken }: MintConfig): void {
  const claim = REGISTERED.find((name) => Object.hasOwn(claims, name) || Object.hasOwn(taken, name))
  if (claim !== undefined) throw new TypeError(`${claim} is a claim that the signer itself fills in`)
}
