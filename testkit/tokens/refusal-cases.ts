import type { AttackClass, Severity } from '#attacks'
import type { MadeAttempt } from './make-bad-token.ts'

/** Tokens that a service must refuse, with a good one to compare: one that refuses all of them proves nothing. */
export interface RefusalCases {
  /** Fresh, each time. */
  good(): Promise<string>
  readonly cases: readonly RefusalCase[]
  /** Those that are not there, and why. */
  readonly leftOut: readonly { readonly id: string; readonly why: string }[]
}

export interface RefusalCase {
  readonly id: string
  /** What is sent, as one says it. */
  readonly title: string
  readonly class: AttackClass
  readonly severity: Severity
  readonly references: readonly string[]
  readonly attempts: readonly MadeAttempt[]
}
