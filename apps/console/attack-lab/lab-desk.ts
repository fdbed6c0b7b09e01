import type { Beside } from '../../probe/beside/beside.ts'
import type { TokenMatrix } from '../../probe/matrix/token-matrix.ts'
import type { LabRun } from '../pages/attack-lab/lab-state.ts'
import type { LabOrder, LabTargetOrder } from './lab-order.ts'

/** What the attack lab does. One run goes at a time, and every page sees it. */
export interface LabDesk {
  /** The last run with all of its results so far; undefined before the first. */
  look(): LabRun | undefined
  /** Begins a run. @throws Problem when another is going, or when the order fits no target */
  start(order: LabOrder): Promise<LabRun>
  /** Ends the run that is going: what has come stays. @throws Problem when none is */
  stop(): void | Promise<void>
  /** A case beside the good token. Nothing is sent. @throws Problem for an unknown id, and for what cannot be made for that target */
  beside(id: string, target: LabTargetOrder): Promise<Beside[]>
  /** Plays everything, and replays each token everywhere. @throws Problem */
  matrix(): Promise<TokenMatrix>
}
