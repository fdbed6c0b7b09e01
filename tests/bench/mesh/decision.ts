import { HUNDRED_POLICIES, ONE_FOR_NONE } from '../../../core/policy/mesh/hundred-policies.fixture.ts'
import { deciderOf } from '../../../core/policy/mesh/mesh.fixture.ts'

/** @returns what decides once, over policies that all have to be looked at */
export function meshDecision(): () => void {
  const decider = deciderOf(HUNDRED_POLICIES)
  return () => {
    if (decider.decide(ONE_FOR_NONE).decision !== 'deny') throw new Error('a request was let in that no policy is for')
  }
}
