import type { Judgement } from '../../judge/judgement.ts'
import type { LabRun } from '../pages/attack-lab/lab-state.ts'
import type { MeshDecided } from '../pages/mesh/mesh-state.ts'
import type { TokenHints } from '#core/token/token-hints'
import type { SignOrder } from '../bench/sign-order.ts'
import type { KeptPlay } from '../plays/kept-play.ts'

/** What the console has seen since a step was open to its person. The newest is last; what is long ago is gone. */
export interface Evidence {
  readonly plays: readonly SeenPlay[]
  /** Runs of the attack lab that came to an end. */
  readonly runs: readonly LabRun[]
  /** What policies decided, on the page of the mesh. */
  readonly decisions: readonly DecidedByPolicies[]
  /** What all judges said of one token, each time. */
  readonly judged: readonly (readonly Judgement[])[]
  /** Tokens that the person was given on the bench. */
  readonly given: readonly TokenGiven[]
}

/** What a trace shows of a token. Whoever sends one from the bench writes into it what they like. */
export interface TokenInPlay {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

/** A play, and what its trace does not say. */
export interface SeenPlay extends KeptPlay {
  /**
   * Of a token that B looked at in scenario 5: every check on what stands in it that would refuse it, by name. One that failed first
   * may be among them.
   */
  readonly wrong?: readonly string[]
  /** How far the clock of B was ahead of that of the factory, in milliseconds. */
  readonly aheadOfFactory?: number
}

/** As it was given. */
export interface TokenGiven {
  readonly by: GivenBy
  /** By what its signature is known again, and the whole of it. */
  readonly signature: string
  readonly whole: string
  readonly claims: Pick<TokenHints, 'sub' | 'aud'>
}

/** `sample`: a good token of A for B; else who signed what the person has written. */
export type GivenBy = 'sample' | SignOrder['signer']['kind']

export interface DecidedByPolicies {
  readonly policies: string
  readonly decided: MeshDecided
}

/** One thing that was seen. */
export type SeenByConsole =
  | { readonly kind: 'play'; readonly play: SeenPlay }
  | { readonly kind: 'run'; readonly run: LabRun }
  | { readonly kind: 'decision'; readonly decision: DecidedByPolicies }
  | { readonly kind: 'given'; readonly token: TokenGiven }
  | { readonly kind: 'judged'; readonly judgements: readonly Judgement[] }

/** Of each kind so much is kept: a step asks for two or three things in a row. */
const MOST_SEEN_BY_KIND: Record<SeenByConsole['kind'], number> = {
  play: 60,
  run: 5,
  decision: 12,
  judged: 5,
  given: 30,
}

/** Keeps what was seen, in its order. */
export interface EvidenceBook {
  add(seen: SeenByConsole): void
  /** How much was seen so far: what is added later came after it. */
  readonly count: number
  /** @param since a count from before */
  since(since: number): Evidence
  /** Forgets all; the count goes on. */
  clear(): void
}

export function createEvidenceBook(): EvidenceBook {
  let entries: { number: number; seen: SeenByConsole }[] = []
  let count = 0
  return {
    add(seen) {
      entries.push({ number: count++, seen })
      const alike = entries.filter((each) => each.seen.kind === seen.kind)
      if (alike.length > MOST_SEEN_BY_KIND[seen.kind]) entries = entries.filter((each) => each !== alike[0])
    },
    clear() {
      entries = []
    },
    get count() {
      return count
    },
    since(since) {
      const seen = entries.filter(({ number }) => number >= since).map((each) => each.seen)
      return {
        plays: seen.flatMap((each) => (each.kind === 'play' ? [each.play] : [])),
        runs: seen.flatMap((each) => (each.kind === 'run' ? [each.run] : [])),
        decisions: seen.flatMap((each) => (each.kind === 'decision' ? [each.decision] : [])),
        given: seen.flatMap((each) => (each.kind === 'given' ? [each.token] : [])),
        judged: seen.flatMap((each) => (each.kind === 'judged' ? [each.judgements] : [])),
      }
    },
  }
}
