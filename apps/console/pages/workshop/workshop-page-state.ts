import type { WorkshopState } from '../../workshop/workshop-state.ts'

/** What the page of the workshop shows. */
export interface WorkshopPageState {
  workshop: WorkshopState
  /** The id of the step that is shown large. */
  shown: string
  trouble?: string | undefined
}

/** What a person can do on this page. None of it ticks a step. */
export interface WorkshopActions {
  /** Shows one more hint. */
  hint(id: string): void
  /** @param id of a step, or `all` */
  startAgain(id: string): void
}
