import type { FoundCode } from './find-code.ts'
import type { Ticked, TrackName, WorkshopStep } from './step.ts'

/** `free`: all steps are open. `one-after-another`: a step opens when the one before is done, or when the facilitator says so. */
export type WorkshopOrder = 'free' | 'one-after-another'

/** The workshop of one person, as pages, JSON and the report show it. */
export interface WorkshopState {
  readonly order: WorkshopOrder
  /** As the person is called in a room; alone nobody asks. */
  readonly person?: string
  readonly tracks: readonly ShownTrack[]
}

export interface ShownTrack {
  readonly name: TrackName
  readonly title: string
  /** For whom it is, in one sentence. */
  readonly about: string
  /** How many of its steps are done. */
  readonly done: number
  readonly steps: readonly ShownStep[]
}

export interface ShownStep extends Pick<WorkshopStep, 'id' | 'track' | 'title' | 'task' | 'where' | 'why' | 'source'> {
  /** Within its track, from 1. */
  readonly number: number
  readonly state: 'done' | 'open' | 'locked'
  /** Of one that is done: what was seen, and when (milliseconds since 1970). */
  readonly ticked?: Ticked & { readonly at: number }
  /** Of one that is open: what keeps the last thing that was done from being it. */
  readonly nearly?: string
  /** Those that were shown so far; the others do not leave the console. */
  readonly hints: readonly string[]
  readonly hintsShown: 0 | 1 | 2 | 3
  /** The code that decides; `GET /workshop/code/ID` shows the lines around it. */
  readonly code: FoundCode
}

/** As much as it takes to do it, and what is still amiss. */
export type StepInBrief = Pick<ShownStep, 'id' | 'number' | 'title' | 'task' | 'where' | 'nearly'>

/** What the event `workshop` tells: enough for the top bar of every page. */
export interface WorkshopTold {
  readonly tracks: readonly { readonly name: TrackName; readonly done: number; readonly of: number }[]
  /** The track in which one is, and what is to be done next in it: absent where all of it is done, or is locked. */
  readonly here?: { readonly track: TrackName; readonly step?: StepInBrief }
  /** The step that has just been ticked. */
  readonly ticked?: Pick<ShownStep, 'id' | 'title' | 'number' | 'track'> & { readonly sentence: string }
}
