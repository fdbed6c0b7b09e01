import type { Algorithm } from '#core/token/algorithms'
import type { AnyDuration } from '../../apps/sandbox/sandbox-clock.ts'

/** The claims that standards name, as a good token has them (RFC 7519 §4.1, RFC 9068 §2.2, RFC 8693 §4); any other is yours. */
export interface TokenClaims {
  iss?: string
  sub?: string
  aud?: string | readonly string[]
  /** Seconds since 1970. */
  exp?: number
  nbf?: number
  iat?: number
  jti?: string
  scope?: string
  client_id?: string
  azp?: string
  act?: { sub: string }
  auth_time?: number
  roles?: readonly string[]
  groups?: readonly string[]
  email?: string
  [claim: string]: unknown
}

/** What a good token is to say. What is left out is as in any good one. */
export interface TokenOrder<Audience extends string = string, Own extends object = object> {
  /** For whom it is. */
  audience?: Audience | readonly Audience[]
  scope?: string | readonly string[]
  /** Whom it is about. */
  subject?: string
  /** `client_id`; as the subject, when absent. */
  client?: string
  /** From now, by the clock of the sandbox: `'5m'`, `{ minutes: 5 }`, seconds. */
  expiresIn?: AnyDuration
  claims?: TokenClaims & Partial<Own>
  header?: Readonly<Record<string, unknown>>
}

/** What is different: here any value goes, for a wrong one may be what the test is about. */
export interface TokenDifference {
  claims?: Readonly<Record<string, unknown>>
  header?: Readonly<Record<string, unknown>>
}

/** Who signs in place of the issuer. Of `jwk`, `pem` and `secret` it takes any algorithm that fits: `alg`. */
export type KitSigner =
  | 'stranger'
  | 'nobody'
  | { issuer: string; alg?: Algorithm }
  | { jwk: Record<string, unknown>; alg?: string }
  | { pem: string; alg?: string }
  | { secret: string; alg?: string }
