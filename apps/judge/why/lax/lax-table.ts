import type { TokenFacts, FaultOfToken } from '../token-faults.ts'

/** Why one system believes a token with a certain fault, and what would have refused it. */
export interface Laxity {
  /** Behind the colon of "Kong believes it although it ended 5 min ago: …". */
  readonly why: string
  /** What its configuration has to say so that it refuses such a token. */
  readonly remedy?: Remedy
  /** Where no setting helps: what its configuration does not do, behind "nothing in its configuration …". */
  readonly nothing?: string
}

export interface Remedy {
  /** As people call it. */
  readonly name: string
  /** As it is written there, to be copied. */
  readonly text: string
}

/** No token with this fault is believed by it, whatever its configuration says. */
export const REFUSES = 'refuses'

/** All that can be wrong with a token, for one system. A new fault does not compile until each has said something. */
export type LaxTable = Readonly<Record<FaultOfToken, Laxity | ((facts: TokenFacts) => Laxity) | typeof REFUSES>>

/** No setting helps. @param nothing behind "nothing in its configuration …" */
export const unhelped = (why: string, nothing: string): Laxity => ({ why, nothing })

export const mendedBy = (why: string, name: string, text: string): Laxity => ({ why, remedy: { name, text } })
