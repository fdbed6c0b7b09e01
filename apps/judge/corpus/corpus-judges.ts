import type { Judge } from '../judgement.ts'
import { createJudges } from '../judges.ts'
import { createPikoStaticJudge } from '../judges/piko.ts'

/** Those by whom a corpus is judged: all of the table, and the one that a table has no room for. */
export const createCorpusJudges = (): readonly Judge[] => [...createJudges(), createPikoStaticJudge()]
