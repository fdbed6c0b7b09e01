import type { RequestDecision } from '../../mesh/decide/decide-request.ts'
import { sayRequestDecider } from '../../mesh/decide/render-cases.ts'
import type { DecisionBranch } from '../pages/mesh/mesh-state.ts'

/** In which order the mesh looks at policies (M-2). */
const ORDER = ['CUSTOM', 'AUDIT', 'DENY', 'ALLOW']

/** The tree of a decision, in the order of the mesh: each rule with what became of it, and which one decided. */
export function branchesOf({ decision, by, reasons, user }: RequestDecision): DecisionBranch[] {
  const identity: DecisionBranch[] =
    user === undefined
      ? []
      : [{ title: 'token', sentence: `The token is good: it is ${user}.`, matched: true, isDeciding: false }]
  const branches = reasons
    .toSorted((one, other) => rank(one) - rank(other))
    .map((reason): DecisionBranch => {
      if (!('action' in reason))
        return { title: 'before policies', sentence: reason.sentence, matched: true, isDeciding: true }
      const { action, policy, rule, matched, sentence } = reason
      const isDeciding =
        (by.kind === 'rule' || by.kind === 'external') &&
        by.action === action &&
        by.policy === policy &&
        by.rule === rule
      return { title: `${action} ${policy}`, sentence, matched, isDeciding }
    })
  if (branches.some(({ isDeciding }) => isDeciding)) return [...identity, ...branches]
  const words = sayRequestDecider(by)
  const sentence = `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
  return [...identity, ...branches, { title: 'at the end', sentence, matched: decision === 'allow', isDeciding: true }]
}

const rank = (reason: RequestDecision['reasons'][number]) => ('action' in reason ? ORDER.indexOf(reason.action) : -1)
