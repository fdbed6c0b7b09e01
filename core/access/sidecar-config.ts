import type { Algorithm } from '../token/algorithms.ts'

/** What a verifying sidecar is told about tokens; `VerifierConfig` of its configuration file is one. Milliseconds. */
export interface SidecarAccessConfig {
  /** `strict` is ours. */
  dialect: 'strict' | 'jwtproxy'
  audience: string
  /** `origin`: scheme, host and port, the default port filled in; `exact`: letter by letter. */
  audienceMatch: 'origin' | 'exact'
  /** Of `iat`, `nbf` and `exp` alike. */
  maxSkew: number
  maxTtl: number
  algorithms: readonly Algorithm[]
  tokenTypes: readonly string[] | 'any'
  requiredClaims: readonly string[]
  basicPassword: boolean
  issuers: readonly string[] | 'any'
  nonces: { type: 'local'; purgeInterval: number } | { type: 'none' } | { type: 'store' }
  claimsVerifiers: readonly Readonly<Record<string, unknown>>[]
  /** Paths that need no token: exact, or all below one that ends in `/*`. */
  excludes: readonly string[]
}
