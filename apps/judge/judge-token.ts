import { cannotBeAsked } from './judge-by.ts'
import type { Judge, Judgement, Question } from './judgement.ts'

/** A judge threw, which none does of its own accord: a fault of the sandbox. */
export interface JudgeFault {
  readonly judge: string
  readonly error: unknown
}

/**
 * Asks all judges at once. One that throws takes no other along: it cannot judge, and whoever asks is told why.
 * @param tell told of each that threw: for a log, or to end with a fault
 * @returns a judgement of each judge, in their order
 */
export function judgeToken(
  question: Question,
  judges: readonly Judge[],
  tell: (fault: JudgeFault) => void,
): Promise<Judgement[]> {
  return Promise.all(
    judges.map(async (judge) => {
      try {
        return await judge.judge(question)
      } catch (error) {
        tell({ judge: judge.id, error })
        return cannotBeAsked(judge.id, 'The sandbox itself failed here: that is a fault of it, not of the token.')
      }
    }),
  )
}
