import type { Claims } from '#core/token/claims'
import type { Role } from './cast.ts'
import type { Stage } from './stage.ts'

/**
 * How a callee comes to believe a token.
 * - `ask-factory`: it asks the factory, which signed it
 * - `pinned-key`: it checks the caller's own signature with the caller's public key; the factory is not involved
 * - `key-set`: it checks the factory's signature with the public keys that the factory publishes
 * - `access-token`: the same for an OAuth access token, with the rules of RFC 9068
 * - `introspection`: it checks an access token like that, and asks the factory too, whose word counts (RFC 7662)
 */
export type TrustMode = 'ask-factory' | 'pinned-key' | 'key-set' | 'access-token' | 'introspection'

/**
 * Callees that look at no token: sidecars in front of them do, those of a mesh by its policies, a gateway, one at which people log in, or a relay. Those who let `people` in
 * look at it, and then at what the person may do, each by its own setting.
 */
export const NO_TRUST = ['sidecars', 'mesh', 'gateway', 'relay', 'people', 'login'] as const
export type NoTrust = (typeof NO_TRUST)[number]

/** A lesson: who is in it, how the callees decide, and what happens. */
export interface Scenario {
  /** One line, for lists. */
  title: string
  /** A paragraph for somebody who has never seen it: who has which key, who believes whom, and why. */
  story: string
  caller: Role
  callees: readonly Role[]
  trust: TrustMode | NoTrust
  /**
   * Who calls whom, for its picture, where the caller does not call each callee itself: `{ servicea: ['serviceb'] }`. Somebody who is
   * no service has a box of its own between them.
   */
  calls?: Readonly<Record<string, readonly string[]>>
  /** Other ways in which it can go, with one sentence each: `?emergency=1`. Every scenario knows `expired`. */
  variants?: Readonly<Record<string, string>>
  /** Variants in which a callee does otherwise, by their names: a service of somebody else in that role cannot play them. */
  onlyOurs?: Readonly<Record<string, Role>>
  /**
   * What stays changed when it has been played, in a few words: keys that other tokens need, or what others were told. A
   * link on a page of others does not play such a scenario, and only such a one may change keys or revoke.
   */
  changes?: string
  /** What happens. Its result is the answer to whoever called `/scenarioN`. */
  play(stage: Stage): Promise<unknown>
  /** What a callee does with a token that it believes; the result stands in its answer, beside the verdict. */
  serve?: Partial<Record<Role, Serve>>
}

export type Serve = (stage: Stage, received: Received) => Promise<Record<string, unknown>>

/** What a callee was sent, and believes. */
export interface Received {
  token: string
  claims: Claims
}

/** A scenario that was found in a folder: its number is that of its file. */
export interface NumberedScenario extends Scenario {
  number: number
}

/** One in which the callees look at tokens themselves. */
export type JudgedScenario = NumberedScenario & { trust: TrustMode }

export const isJudged = (lesson: NumberedScenario): lesson is JudgedScenario =>
  !NO_TRUST.some((each) => each === lesson.trust)

/** Gives a scenario its type where it is written. */
export const scenario = (lesson: Scenario): Scenario => lesson
