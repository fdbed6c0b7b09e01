import type { Judgement } from '../../judge/judgement.ts'
import type { LabRun } from '../pages/attack-lab/lab-state.ts'
import type { MeshDecided } from '../pages/mesh/mesh-state.ts'
import type { KeptPlay } from '../plays/kept-play.ts'

/** What the console has seen since a step was open to its person. The newest is last; what is long ago is gone. */
export interface Evidence {
  readonly plays: readonly KeptPlay[]
  /** Runs of the attack lab that came to an end. */
  readonly runs: readonly LabRun[]
  /** What policies decided, on the page of the mesh. */
  readonly decisions: readonly DecidedByPolicies[]
  /** What all judges said of one token, each time. */
  readonly judged: readonly (readonly Judgement[])[]
  /** By which tokens that the person was given are known again: the marks of their signatures. */
  readonly given: readonly string[]
}

export interface DecidedByPolicies {
  readonly policies: string
  readonly decided: MeshDecided
}

/** One thing that was seen. */
export type SeenByConsole =
  | { readonly kind: 'play'; readonly play: KeptPlay }
  | { readonly kind: 'run'; readonly run: LabRun }
  | { readonly kind: 'decision'; readonly decision: DecidedByPolicies }
  | { readonly kind: 'given'; readonly signature: string }
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
        given: seen.flatMap((each) => (each.kind === 'given' ? [each.signature] : [])),
        judged: seen.flatMap((each) => (each.kind === 'judged' ? [each.judgements] : [])),
      }
    },
  }
}
