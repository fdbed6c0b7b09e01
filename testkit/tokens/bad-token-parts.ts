import type { Clock } from '#core/clock'
import type { Algorithm } from '#core/token/algorithms'
import type { BeforeToken } from '../../jwt-factory/registered-clients/token-shapes.ts'
import type { SandboxControl } from '../../apps/sandbox/sandbox-control.ts'

/** What a case is made for. What is absent is as for `sandbox.token()`. */
export interface BadTokenFacts<Audience extends string = string> {
  /** Of the service under test: one of those that were declared. */
  audience?: Audience
  /** Another service of the same issuer; any name will do. */
  otherAudience?: string
  /** That the call under test wants. */
  scope?: string
  /** Who alone may act for others there (RFC 8693 §4.1). */
  actor?: string
  /** Of the service under test. Seconds. */
  leeway?: number
  /** What it has enabled; as the issuer has keys, when absent. */
  algorithms?: readonly Algorithm[]
  /** Laid over the claims of the good token. */
  claims?: Readonly<Record<string, unknown>>
  /** Of several spellings: which, by its label or its number from 0. */
  attempt?: string | number
}

export const FACT_NAMES = Object.keys({
  audience: true,
  otherAudience: true,
  scope: true,
  actor: true,
  leeway: true,
  algorithms: true,
  claims: true,
  attempt: true,
} satisfies Record<keyof BadTokenFacts, true>)

export interface BadTokenParts {
  control: Pick<SandboxControl, 'sign' | 'mint' | 'issuerKeys'>
  /** `@` for the main one. */
  issuerName: string
  url: string
  /** Seconds since 1970, by the clock of the sandbox. */
  now(): number
  audiences: readonly string[] | undefined
  usualAudience: string
  usualClaims: Readonly<Record<string, unknown>>
  algorithms: readonly Algorithm[]
  /** How long a good token lives. Seconds. */
  lifetimeSeconds: number
  beforeToken: BeforeToken | undefined
  machine: Clock
}
