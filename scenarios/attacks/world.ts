import type { JWK } from 'jose'
import type { Algorithm } from '#core/token/algorithms'
import type { TokenParts } from '#core/token/token-change'
import type { Scheme } from '#core/token/schemes'

/** What the cases are made of: the target, its issuer, and what the attacker has. Whoever runs them gives it. */
export interface AttackWorld {
  readonly target: AttackTarget
  /** Seconds since 1970, by the clock of the issuer. */
  now(): number
  /**
   * The good token of the target before anybody signs it: `alg`, `kid` and `typ`, and fresh `jti`, `iat`, `nbf` and `exp`.
   * Without the issuer's key it is what stands in the token that was given.
   * @param algorithm by which key of the issuer; absent: as the target likes it best
   * @throws CannotBeMade when the issuer has no such key
   */
  good(algorithm?: Algorithm): TokenParts
  /** Signs for the issuer. Absent in a black box: there a token was given. */
  readonly issuer?: IssuerHand
  /** A good token as somebody got it, where there is no issuer's key. */
  readonly given?: string
  /** Of a party in the dialect of Stoke: the value that renews the token that was given. */
  readonly renewal?: string
  /** The keys that the issuer publishes; empty where nobody could read them. */
  readonly keySet: readonly JWK[]
  /** An address, without a slash at its end, at which every visit is noticed. */
  readonly listener: string
  /** Another issuer that the target trusts: its keys must sign nothing for the first. */
  readonly secondIssuer?: IssuerHand
  /** Clients that are registered at the issuer; the second one is somebody else. */
  readonly clients?: readonly [AttackClient, AttackClient]
  /** Token exchange (RFC 8693): the client that the good token is for, and where the issuer's policy lets it call. */
  readonly exchange?: { readonly client: AttackClient; readonly audience: string; readonly forbiddenAudience: string }
}

/** What a target expects of a good token, and where it is. */
export interface AttackTarget {
  readonly issuer: string
  readonly audience: string
  /** The `typ` of a good token: `at+jwt` where access tokens are demanded (RFC 9068 §4). */
  readonly type: string
  /** Another service of the same issuer. */
  readonly otherAudience: string
  /** The path that is asked for, with its leading slash. */
  readonly path: string
  readonly leewaySeconds: number
  /** Those that it has enabled, as far as anybody knows. */
  readonly algorithms: readonly Algorithm[]
  /** The scope that the path wants, where it wants one. */
  readonly scope?: string
  /** The one actor that may use the path, where the rights of actors are looked at (RFC 8693 §4.1). */
  readonly actor?: string
  /** A token may be used once there. */
  readonly isOneUse?: boolean
  /** Of a relay: the endpoint that the path leads to. */
  readonly endpoint?: string
  /** Where the issuer takes requests of clients: the `aud` of an assertion is the issuer, never one of these. */
  readonly endpoints?: { readonly token: string; readonly introspection: string; readonly revocation: string }
}

/** The issuer's keys, one for each algorithm that it has. The private halves stay where they are. */
export interface IssuerHand {
  readonly algorithms: readonly Algorithm[]
  /** The key id of that key. @throws CannotBeMade when there is none */
  kid(algorithm: Algorithm): string
  /**
   * Signs a text, whatever it is.
   * @param algorithm which key
   * @param scheme how it is used: otherwise than its algorithm says, where that is the case
   */
  sign(text: string, algorithm: Algorithm, scheme?: Scheme): Promise<Uint8Array>
}

/** A registered client with both of its ways to prove itself. */
export interface AttackClient {
  readonly id: string
  readonly secret: string
  readonly algorithm: Algorithm
  readonly kid: string
  readonly publicKey: JWK
  sign(text: string): Promise<Uint8Array>
  /** A scope and an audience that it may ask for, and those that it may not. */
  readonly may: { readonly scope: string; readonly audience: string }
  readonly mayNot: { readonly scope: string; readonly audience: string }
}

/** The world lacks what a case is made of: it is not run, and this says why. */
export class CannotBeMade extends Error {
  override readonly name = 'CannotBeMade'
}
