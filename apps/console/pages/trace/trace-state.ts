import type { ShownPlay } from '../../plays/kept-play.ts'

/** What the page of a trace shows. */
export interface TraceState {
  play: ShownPlay
  /** Another play, side by side. */
  beside?: ShownPlay | undefined
  /** The step that is looked at, counted from 1: of the play, and of the one beside it. */
  chosen: number
  chosenBeside: number
  zoom: number
  /** Plays that can stand beside: id and line. */
  others: readonly { traceId: string; line: string }[]
}

export interface TraceActions {
  choose(number: number): void
  chooseBeside(number: number): void
  zoom(by: 1 | -1): void
}

export const ZOOMS = [0.6, 0.8, 1, 1.25, 1.5, 2]
