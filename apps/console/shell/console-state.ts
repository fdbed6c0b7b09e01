import type { ProcessState } from '../live/process-state.ts'
import type { WorkshopTold } from '../workshop/workshop-state.ts'

/** All processes, as the console last heard of them. */
export interface HouseNow {
  processes: readonly ProcessState[]
}

/** What a page of the console begins with in the browser. */
export interface ConsoleState<PageState> {
  house: HouseNow
  workshop: WorkshopTold
  /** Goes with whatever changes something: a page of somebody else cannot know it. */
  pageToken: string
  path: string
  page: PageState
}
