import type { Judgement, Question } from '../judgement.ts'
import type { Difference } from './difference.ts'

/**
 * Says in plain words who believes a token, who refuses it, and why they differ: of any token, for what is wrong with it is found by the
 * checks of `strict`, each asked by itself.
 * @param judgements of any judges, in the order of the table; those of `strict` need not be among them
 * @returns grouped by kind, in the order in which people read them
 * @throws nothing that comes of a token
 */
export async function explainDifferences(
  _question: Question,
  _judgements: readonly Judgement[],
): Promise<readonly Difference[]> {
  return []
}
