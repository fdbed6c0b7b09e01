import type { BenchState } from './bench-state.ts'

/** What the bench waits for. */
export type BenchQuestion = NonNullable<BenchState['waitsFor']>

/** What an answer is about: with another of these it is another question. */
const ABOUT_QUESTION: Readonly<Record<BenchQuestion, (state: BenchState) => readonly unknown[]>> = {
  decode: ({ text }) => [text],
  sample: ({ text }) => [text],
  sign: ({ text }) => [text],
  check: ({ text, keys, expected }) => [text, keys, expected],
  send: ({ text, brought, choices, destination }) => [text, brought, choices.destinations[destination]?.label],
}

/** Is what was asked still what stands on the page? An answer to an earlier question says nothing about it. */
export function isStillAsked(question: BenchQuestion, asked: BenchState, now: BenchState): boolean {
  const about = ABOUT_QUESTION[question](now)
  return ABOUT_QUESTION[question](asked).every((each, at) => each === about[at])
}

/** A change, and what goes with it: answers to what nobody asks any more, and that somebody waits for one. */
export function withoutEarlier(before: BenchState, change: Partial<BenchState>): Partial<BenchState> {
  const after = { ...before, ...change }
  const { waitsFor } = after
  return {
    ...change,
    ...(!isStillAsked('check', before, after) && { checked: undefined }),
    ...(!isStillAsked('send', before, after) && { sent: undefined }),
    ...(waitsFor !== undefined && !isStillAsked(waitsFor, before, after) && { waitsFor: undefined }),
  }
}
