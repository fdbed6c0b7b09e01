import type { HeldToken } from '#core/trace/held-tokens'
import type { ToldPlay } from '#core/trace/told-play'
import type { Step } from '#core/trace/step'
import type { PlayOutcome } from './outcome.ts'

/** A play as lists show it. */
export interface PlayLine extends ToldPlay {
  title: string
  outcome: PlayOutcome
}

/** A request of a play, as it was seen where it arrived. */
export interface SeenRequest {
  /** Who asked, where that is known. */
  from?: string
  method: string
  path: string
  status?: number
  /** The fault that it met. */
  fault?: string
  /** The number of the step that it belongs to, from 1; absent where no step of the story led to it. */
  step?: number
}

/** A play with all that happened in it. */
export interface ShownPlay extends PlayLine {
  steps: readonly Step[]
  /** Whom nobody could ask for its steps. */
  missing: readonly string[]
  /** What arrived at each process, in its order; nothing where the control plane is off. */
  requests: Readonly<Record<string, readonly SeenRequest[]>>
  /** What the caller answered; known where it was played from the console. */
  answer?: unknown
  /** Whether its raw tokens are here, for people of this machine. */
  hasTokens: boolean
  /** Of a token that was sent from here: by what its signature is known again. */
  signatureMark?: string
}

/** Kept beside it: they are in nothing that leaves this machine. */
export interface KeptPlay extends ShownPlay {
  tokens: readonly HeldToken[]
  /** Of a token that was sent from here: by what it is known again. */
  tokenMark?: string
  /** Where somebody refused a token because its key is not published any more: the keys of A that the factory has revoked. */
  revokedKeys?: readonly string[]
}
