import type { Algorithm } from '#core/token/algorithms'
import type { Claims } from '#core/token/claims'

/** What a service says of the tokens that it believes. What protects it has no default, but for the type and the lifetime. */
export interface TokenRules<Own extends object = Claims> {
  /** Who issues them, to the letter: the `iss` of its tokens. */
  issuer: string
  /** The name of this service, which must be in `aud`. Of several, one must be. */
  audience: string | readonly string[]
  algorithms: readonly Algorithm[]
  /** Where the issuer publishes its keys: an https address, or one of this machine. Give this, or `keys`. */
  jwksUri?: string
  /** The keys themselves, where they are known beforehand: a JWKS. */
  keys?: { keys: readonly object[] }
  /** Fetches `jwksUri`, where the issuer needs an authority of its own: `issuer.fetch` of the test kit, for one. */
  fetch?: typeof globalThis.fetch
  /** Of which kind a token says it is; `at+jwt` when absent (RFC 9068 §2.1). `JWT` takes one that does not say. */
  typ?: string
  /** What it must allow: words, with spaces between. Who has not all of them is told 403. */
  scope?: string
  /** Claims that must be there. Absent: those of RFC 9068 §2.2 for `at+jwt`; for others `iss`, `aud`, `sub`, `exp` and `iat`. */
  required?: readonly string[]
  /** How far the clocks of issuer and service may differ. Seconds; 5 when absent. */
  clockTolerance?: number
  /** The longest life of a token. Seconds; a day when absent. */
  maxLifetime?: number
  /** Asked last, of every token and each time: whether it was taken back. What it throws is 503. */
  revoked?: (claims: Claims) => boolean | Promise<boolean>
  /** A standard schema (zod, valibot, arktype …): the types of your claims. A token that does not fit is not believed. */
  schema?: ClaimsSchema<Own>
  /** How long `revoked`, `schema` and a fetch of keys may take; what takes longer is 503. Seconds; 5 when absent. */
  timeout?: number
  /** Remembers good signatures, 5000 at most; everything else is checked each time. `false` for none. */
  cache?: boolean
  /** Told of every refusal and of what cannot be decided, for operators. It has no part of the token. What it throws is dropped. */
  log?: (refusal: { reason: string; claim?: string | undefined; error?: string | undefined }) => unknown
}

/** As much of a standard schema (https://standardschema.dev) as is needed of it. */
export interface ClaimsSchema<Own> {
  readonly '~standard': {
    readonly validate: (value: unknown) => SchemaResult<Own> | Promise<SchemaResult<Own>>
  }
}

export type SchemaResult<Own> =
  { readonly value: Own; readonly issues?: undefined } | { readonly issues: readonly unknown[] }
