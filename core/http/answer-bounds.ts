import { KEY_SET_BOUNDS } from '../keys/key-set.ts'

/** What is expected in an answer. */
export type AnswerKind = keyof typeof ANSWER_BOUNDS

/** How large an answer may be: its bytes, and the structural characters (RFC 8259 §2) of its JSON, which take the time. */
export interface AnswerBounds {
  bytes: number
  structure: number
}

/**
 * For each kind of answer the largest that ours can give (tests/bounds.test.ts). Most are a verdict, with the claims of a
 * token, and those of another one that was used for it.
 */
export const ANSWER_BOUNDS = {
  short: { bytes: 128_000, structure: 30_000 },
  'key set': KEY_SET_BOUNDS,
  /** The steps of one process. */
  trace: { bytes: 150_000, structure: 150_000 },
  /** A play, with the steps of all processes. */
  story: { bytes: 1_000_000, structure: 1_000_000 },
} as const satisfies Record<string, AnswerBounds>
