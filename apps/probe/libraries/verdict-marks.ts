import type { LibraryVerdict } from './library-table.ts'

/** A sign and some words for each: nobody has to tell colours apart. */
export const VERDICT_MARKS: Readonly<Record<LibraryVerdict, { readonly sign: string; readonly words: string }>> = {
  believed: { sign: '●', words: 'believed, and must not be' },
  open: { sign: '◐', words: 'goes on to the service, and nobody is known by it' },
  'good-refused': { sign: '✗', words: 'a good token was refused' },
  crashed: { sign: '!', words: 'answered with 5xx, or not at all' },
  ended: { sign: '†', words: 'the process ended' },
  hung: { sign: '…', words: 'no answer in five seconds' },
  watch: { sign: '~', words: 'refused or believed as it should be, and something else is wrong' },
  right: { sign: '·', words: 'right' },
  inconclusive: { sign: '?', words: 'nobody can tell' },
  'not-run': { sign: ' ', words: 'was not sent' },
}
