import type { Judgement, Question } from '../judgement.ts'
import type { JudgeDifference } from './difference.ts'
import { keptOut } from './kept-out.ts'
import { letIn } from './let-in.ts'
import { otherReasons } from './other-reasons.ts'
import { differentStatuses } from './statuses.ts'
import { findFaults } from './token-faults.ts'
import { whoBelieves } from './who-believes.ts'

/**
 * Says in plain words who believes a token, who refuses it, and why they differ: of any token, for what is wrong with it is found by the
 * checks of `strict`, each asked by itself.
 * @param judgements of any judges, in the order of the table; those of `strict` need not be among them
 * @returns grouped by kind, in the order in which people read them
 * @throws nothing that comes of a token
 */
export async function explainDifferences(
  question: Question,
  judgements: readonly Judgement[],
): Promise<readonly JudgeDifference[]> {
  const found = await findFaults(question)
  const isGood = found.faults.length === 0
  return [
    ...whoBelieves(judgements),
    ...(isGood ? keptOut(found, judgements) : letIn(found, judgements)),
    ...(isGood ? [] : otherReasons(found, judgements)),
    ...differentStatuses(judgements),
  ]
}
