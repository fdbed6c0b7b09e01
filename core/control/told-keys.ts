import type { JWK } from 'jose'

/** The public keys of one ring, issuer or service, as `GET /control/keys` tells them. */
export interface ToldKeySet {
  /** Whose they are, in a few words: the ring servicea. */
  name: string
  /** Who calls with tokens of these keys, where they are those of one caller: the name of its ring. */
  caller?: string
  /** What its tokens say as `iss`: the first is the usual one. */
  issuers: string[]
  /** What a verifier may believe now. None where it has no key that is published. */
  keys: JWK[]
}

/** The name of the set of the issuer that discovery describes. */
export const MAIN_ISSUER_NAME = 'the main issuer'

/** All public keys of a process. */
export interface ToldKeys {
  /** By its clock, which is the one that can be moved: milliseconds since 1970. */
  now: number
  sets: ToldKeySet[]
}
