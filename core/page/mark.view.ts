import { html, type View } from './html.ts'

/** What can come of a check, a step, or a whole play. */
export type MarkName = 'good' | 'refused' | 'skipped' | 'not-configured' | 'cannot-decide' | 'odd'

/** A sign and a word for each: nobody has to tell colours apart. */
export const OUTCOME_MARKS: Record<MarkName, { sign: string; word: string }> = {
  good: { sign: '✓', word: 'good' },
  refused: { sign: '✗', word: 'refused' },
  skipped: { sign: '·', word: 'skipped' },
  'not-configured': { sign: '–', word: 'not configured' },
  'cannot-decide': { sign: '?', word: 'cannot decide' },
  odd: { sign: '!', word: 'worth a look' },
}

/** The sign of an outcome, in its colour, with its word or another one. */
export const Mark = ({
  outcome,
  word = OUTCOME_MARKS[outcome].word,
}: {
  outcome: MarkName
  word?: string
}): View => html`
  <span class=${`mark ${outcome}`}
    ><span class="sign" aria-hidden="true">${OUTCOME_MARKS[outcome].sign}</span>${word}</span
  >
`
