import { isHttpOnly } from './attributes.ts'
import { compileCondition, type ViewTest } from './compile-condition.ts'
import {
  policyName,
  type AuthorizationPolicy,
  type MeshSettings,
  type PolicyCondition,
  type PolicyRule,
} from './model.ts'
import type { RuleName } from './decision.ts'

export interface CompiledCondition {
  condition: PolicyCondition
  holds: ViewTest
}

/** A rule in the form for one protocol. */
export interface CompiledRule {
  name: RuleName
  /** As the mesh calls it, which is also the order in which it looks at them (M-22). */
  meshName: string
  isDryRun: boolean
  provider?: string
  /** One of the lists must hold; none: always. */
  from: readonly (readonly CompiledCondition[])[]
  to: readonly (readonly CompiledCondition[])[]
  when: readonly CompiledCondition[]
  /** An ALLOW rule that cannot be built for the protocol, because of this condition: it matches nothing (M-21). */
  dropped?: PolicyCondition
}

export type Protocol = 'http' | 'tcp'

/** Compiles a rule of a policy for one protocol. What is no HTTP has no HTTP fields (M-21). */
export function compileRule(
  policy: AuthorizationPolicy,
  rule: PolicyRule,
  index: number,
  protocol: Protocol,
  mesh: MeshSettings,
): CompiledRule {
  const { action, namespace, provider } = policy
  const cannotBeBuilt = ({ attribute }: PolicyCondition) => protocol === 'tcp' && isHttpOnly(attribute)
  const compileAll = (conditions: readonly PolicyCondition[]) =>
    conditions
      .filter((condition) => !cannotBeBuilt(condition))
      .map((condition) => ({ condition, holds: compileCondition(condition, { namespace, mesh }) }))
  const compiled: CompiledRule = {
    name: { action, policy: policyName(policy), rule: index, place: rule.place },
    meshName: `ns[${namespace}]-policy[${policy.name}]-rule[${index}]`,
    isDryRun: policy.isDryRun,
    from: rule.from.map(({ conditions }) => compileAll(conditions)),
    to: rule.to.map(({ conditions }) => compileAll(conditions)),
    when: compileAll(rule.when),
    ...(provider === undefined ? {} : { provider }),
  }
  const odd = conditionsOfRule(rule).find(cannotBeBuilt)
  return action === 'ALLOW' && odd ? { ...compiled, dropped: odd } : compiled
}

/** All conditions of a rule, in the order in which they are looked at. */
export const conditionsOfRule = ({ from, to, when }: PolicyRule): PolicyCondition[] => [
  ...from.flatMap(({ conditions }) => conditions),
  ...to.flatMap(({ conditions }) => conditions),
  ...when,
]

/** Whether a rule matches a request. */
export function isMatch({ dropped, from, to, when }: CompiledRule, view: Parameters<ViewTest>[0]): boolean {
  return !dropped && oneHolds(from, view) && oneHolds(to, view) && allHold(when, view)
}

function oneHolds(entries: CompiledRule['from'], view: Parameters<ViewTest>[0]): boolean {
  if (entries.length === 0) return true
  for (const conditions of entries) if (allHold(conditions, view)) return true
  return false
}

function allHold(conditions: readonly CompiledCondition[], view: Parameters<ViewTest>[0]): boolean {
  for (const { holds } of conditions) if (!holds(view)) return false
  return true
}
