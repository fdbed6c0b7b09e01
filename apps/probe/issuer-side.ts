import type { AttackNeed, AttackRequest, AttackStep, AttackWorld, DialectParty, PublishedAnswer } from '#attacks'
import type { Outcome } from './answer.ts'

/** Where a step asks an issuer. */
export type IssuerEndpoint = Extract<AttackStep, { do: 'ask-issuer' }>['endpoint']

/** What the issuer publishes in place of its own key set, until it is taken back. */
export interface Published {
  /** Waits until the target has read it. @param patience milliseconds; 0 only looks. @returns false when it gave up waiting */
  isRead(patience?: number): Promise<boolean>
  restore(): Promise<void>
}

/** How often the issuer was asked for its key set. */
export interface KeySetRead {
  /** Milliseconds by the monotonic clock of the run. */
  readonly at: number
}

/** Signs tokens of one caller. */
export interface CallerRing {
  readonly issuer: string
  readonly ring: string
}

/**
 * The side of the issuer in a run: what the cases are made of, and the hands that steps need. One is the factory of a running
 * sandbox, one is served for the run alone, and a black box has none but a token. What a hand is missing for is not run.
 */
export interface IssuerSide {
  /** Rings of callers, whose tokens name another issuer; absent where there are none, and where one of them signs. */
  readonly callers?: readonly CallerRing[]
  /** What this run has: a case whose needs are not all in it is not run. */
  readonly has: ReadonlySet<AttackNeed>
  /** Which system the target is, or imitates: only its own ways are sent to it. */
  readonly party?: DialectParty
  /** It is the key server of the target, where that asks one for single keys, as jwtproxy does. */
  readonly isKeyServer?: true
  /** What was set at the issuer before the run, in words, as the fault of a lesson: a target may refuse good tokens for it. */
  readonly setBefore?: readonly string[]
  /** Why a need is not there, as one sentence that says what to do. */
  whyNot(need: AttackNeed): string
  /** The world of one case. Its listener is an address of its own, so that cases beside it do not matter. */
  world(): AttackWorld
  /** Milliseconds since 1970, by the clock of the issuer, as far as is known here; absent: nobody knows more than the second. */
  now?(): number
  /** By so much it may be later than that: who tells the time at a distance is late. Milliseconds; absent: not at all. */
  mayBeLate?(): number
  /** How many came to the listener of such a world. */
  visitsTo(listener: string): number
  /**
   * Needs `key-set`. Of two, the later one counts.
   * @param answer 'drops' ends each connection without an answer
   * @param delayMilliseconds how long the answer takes
   * @throws CannotBeMade
   */
  publish?(answer: PublishedAnswer | 'drops', delayMilliseconds?: number): Promise<Published>
  /** Reads of the key set since the run began, where they can be seen. */
  keySetReads?(): Promise<readonly KeySetRead[]>
  /** How often it was asked whether a token is good (RFC 7662), whoever asked; absent where that cannot be seen. */
  timesAskedAboutTokens?(): Promise<number>
  /** Needs `time`. @param seconds is added to the clocks, for good. @throws CannotBeMade */
  moveClock?(seconds: number, of: 'all' | 'target'): Promise<void>
  /** Needs `revocation`. @throws CannotBeMade */
  revoke?(token: string): Promise<void>
  /** One request to an endpoint of the issuer; for cases of the family `issuer`. */
  ask?(endpoint: IssuerEndpoint, request: AttackRequest): Promise<Outcome>
  close(): Promise<void>
}
