import type { Evidence } from './evidence.ts'

/** Three ways through it: for everybody, for security people on the attack lab, and on policies of a mesh. */
export type TrackName = 'workshop' | 'security' | 'mesh'

/** One small task, and what ticks it. One step is one file. In its texts code stands between backticks. */
export interface WorkshopStep {
  /** Unique in all tracks. */
  readonly id: string
  readonly track: TrackName
  readonly title: string
  /** What to do. */
  readonly task: string
  /** The page of the console on which it is done. */
  readonly where: { readonly page: string; readonly label: string }
  /** Why it matters: something that has happened, with its year. */
  readonly why: string
  /** Where that can be read. */
  readonly source: { readonly text: string; readonly url: string }
  /** The third is nearly the solution. */
  readonly hints: readonly [string, string, string]
  /**
   * The code that decides: a file of this repository, and a text that stands in it once. With `instead` in its place the solution does
   * not tick the step.
   */
  readonly code: { readonly file: string; readonly find: string; readonly instead: string }
  /** Pure. @returns what was seen that ticks it; undefined: nothing yet */
  readonly check: (evidence: Evidence) => Ticked | undefined
  /** What keeps the last thing that was done from being it, in one sentence. Pure. */
  readonly nearly?: (evidence: Evidence) => string | undefined
  /** Does it as a person would, by the routes that the pages of the console use. */
  readonly solution: Solution
}

/** What ticked a step, in one sentence, with the trace of its play. */
export interface Ticked {
  readonly sentence: string
  readonly traceId?: string
}

export type Solution = (ask: AskConsole) => Promise<void>

/**
 * Asks the console of the person as one of its pages does. @param body absent: GET. @param method POST where there is a body
 * @returns the answer, where it is JSON @throws for an answer of 400 or more
 */
export type AskConsole = (path: string, body?: object, method?: 'POST' | 'PUT' | 'DELETE') => Promise<any> // oxlint-disable-line typescript/no-explicit-any -- solutions know what they asked for
