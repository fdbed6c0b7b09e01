import type { Beside } from '../../probe/beside/beside.ts'
import type { TokenMatrix } from '../../probe/matrix/token-matrix.ts'
import type { FoundTarget, LabMatrix, LabRun } from '../pages/attack-lab/lab-state.ts'
import type { LabDiscoveryOrder, LabOrder, LabTargetOrder } from './lab-order.ts'

/** What the attack lab does. One run goes at a time, and every page sees it. */
export interface LabDesk {
  /** The last run with all of its results so far; undefined before the first. */
  look(): LabRun | undefined
  /** @param listener told of each run that has come to its end. @returns what ends it */
  onEnd(listener: (run: LabRun) => void): () => void
  /** Begins a run. @throws Problem when another is going, or when the order fits no target */
  start(order: LabOrder): Promise<LabRun>
  /** Ends the run that is going: what has come stays. @throws Problem when none is */
  stop(): void | Promise<void>
  /** Ends the run that is going, when the console ends: resolves when what it had set at the issuer is taken back. Never throws. */
  close(): Promise<void>
  /** A case beside the good token. Nothing is sent. @throws Problem for an unknown id, and for what cannot be made for that target */
  beside(id: string, target: LabTargetOrder): Promise<Beside[]>
  /** Finds out what a service expects of a good token. @throws Problem when nothing was found, and when a run is going */
  discover(order: LabDiscoveryOrder): Promise<FoundTarget>
  /** Plays everything, and replays each token everywhere; whoever asks meanwhile gets the same. @throws Problem */
  matrix(): Promise<TokenMatrix>
  /** The last matrix, with all that is known of it so far; undefined before the first. */
  lookMatrix(): LabMatrix | undefined
  /** Ends the matrix that is being made: what was shown until then is told. @throws Problem when none is */
  stopMatrix(): void | Promise<void>
}
