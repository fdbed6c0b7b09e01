import type { Judge } from './judgement.ts'
import { createKongDatesJudge, createKongJudge } from './judges/kong.ts'
import { createStrictJudge } from './judges/strict.ts'

/** All judges, in the order of the table. */
export const createJudges = (): readonly Judge[] => [createStrictJudge(), createKongJudge(), createKongDatesJudge()]
