import { Problem, urnOf } from '#core/http/problem'
import type { Recorder } from '#core/trace/recorder'
import type { Role } from '#scenarios'

/**
 * Acts for several callees at once. One that fails is its own entry in the answer, not the failure of the play.
 * @throws Problem when all fail: that of the first, saying what happened to each
 */
export async function gather(
  callees: readonly Role[],
  act: (callee: Role) => Promise<unknown>,
  recorder: Recorder,
): Promise<unknown[]> {
  const results = await Promise.allSettled(callees.map(act))
  const problems = results.map((result) => (result.status === 'rejected' ? asProblem(result.reason) : undefined))
  const [first] = problems
  if (first && problems.every((problem) => problem !== undefined)) {
    const details = [...new Set(problems.map(({ detail }) => detail))]
    const { type, status, members, headers } = first
    throw new Problem(type, details.join(' '), { status, members, headers })
  }
  return results.map((result, index) => {
    const problem = problems[index]
    if (!problem) return (result as PromiseFulfilledResult<unknown>).value // not rejected, so fulfilled
    recorder.step({ verb: 'fails', what: `to get an answer from ${callees[index]}`, reason: problem.detail })
    return entry(problem)
  })
}

/** Anything but a Problem is a bug, and the play's. */
function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  throw error
}

/** A failed callee as an entry: nothing was believed. */
function entry({ type, status, detail, members }: Problem) {
  return { valid: false, problem: { type: urnOf(type), status, detail, ...members }, claims: {} }
}
