import type { Role } from './cast.ts'
import type { Stage } from './stage.ts'

/**
 * How a callee comes to believe a token.
 * - `ask-factory`: it asks the factory, which signed it
 * - `pinned-key`: it checks the caller's own signature with the caller's public key; the factory is not involved
 */
export type TrustMode = 'ask-factory' | 'pinned-key'

/** A lesson: who is in it, how the callees decide, and what happens. */
export interface Scenario {
  /** One line, for lists. */
  title: string
  caller: Role
  callees: readonly Role[]
  trust: TrustMode
  /** What happens. Its result is the answer to whoever called `/scenarioN`. */
  play(stage: Stage): Promise<unknown>
}

/** A scenario that was found in a folder: its number is that of its file. */
export interface NumberedScenario extends Scenario {
  number: number
}

/** Gives a scenario its type where it is written. */
export const scenario = (lesson: Scenario): Scenario => lesson
