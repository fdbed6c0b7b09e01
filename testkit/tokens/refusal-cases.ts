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
  readonly attempts: readonly RefusalAttempt[]
}

export interface RefusalAttempt extends MadeAttempt {
  /**
   * The same token with dates and ids of now, by the key that signs now: so it is refused for what is wrong with it, however long ago the
   * cases were made. It is not enumerable: a copy has its own token and nothing else, and that is sent as it is.
   */
  make?(): Promise<string>
}
