import type { Attack, AttackWorld } from '#attacks'
import type { CaseResult, ProbeReport } from '../../probe/probe-report.ts'
import type { ScoreRow } from '../../probe/key-set/score-card.ts'
import type { MatrixRun } from '../../probe/matrix/run-matrix.ts'
import type { TokenMatrix } from '../../probe/matrix/token-matrix.ts'
import type { FoundTarget } from '../pages/attack-lab/lab-state.ts'
import type { LabDiscoveryOrder, LabOrder, LabTargetOrder } from './lab-order.ts'

/** What is to be run, and who is told. */
export interface OrderedRun {
  readonly order: LabOrder
  readonly cases: readonly Attack[]
  /** Ends it early, at once: what it waits for is not waited for. */
  readonly signal: AbortSignal
  onResult(result: CaseResult): void
  /** What is looked at after the cases, and for how long at most. */
  onPhase?(words: string): void
}

/** A run that has begun. */
export interface BegunRun {
  /** Where it goes, as a person reads it. */
  readonly target: string
  readonly end: Promise<{
    /** All cases, also those that it did not come to; absent: what was told as it came. */
    readonly results?: readonly CaseResult[]
    readonly summary: ProbeReport['summary']
    readonly stopped?: string | undefined
    readonly scores?: readonly ScoreRow[] | undefined
  }>
}

/** The probe, as the lab uses it. */
export interface LabRunner {
  /** @throws Problem when the sandbox has no issuer that signs for it, or when the target is not on this machine */
  begin(run: OrderedRun): Promise<BegunRun>
  /** Gives the world of a target for as long as it is used. @throws Problem */
  withWorld<Result>(target: LabTargetOrder, use: (world: AttackWorld) => Promise<Result>): Promise<Result>
  /** @throws Problem when nothing was found out, with what was said */
  discover(order: LabDiscoveryOrder): Promise<FoundTarget>
  matrix(how: Pick<MatrixRun, 'onProgress' | 'onBegun' | 'stop'>): Promise<TokenMatrix>
}
