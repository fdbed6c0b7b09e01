import { keyOfAttribute } from './attributes.ts'
import type { CompiledCondition, CompiledRule } from './compile-rule.ts'
import type { FailedCondition, Reason } from './decision.ts'
import { policyName, type AuthorizationPolicy } from './model.ts'
import { sayReason } from './reason-sentences.ts'
import type { RequestView } from './request-view.ts'
import { seenBy } from './seen.ts'

/**
 * What became of each rule of the policies that are for a workload, in the order of the policies: for each that did not
 * match, the first condition that failed. Made only when somebody asks.
 */
export function policyReasons(
  policies: readonly AuthorizationPolicy[],
  rules: readonly CompiledRule[],
  view: RequestView,
): Reason[] {
  const byPolicy = Map.groupBy(rules, ({ name }) => name.policy)
  return policies.flatMap((policy) => {
    const own = byPolicy.get(policyName(policy)) ?? []
    return own.length > 0 ? own.map((rule) => ruleReason(rule, view)) : [withoutRules(policy)]
  })
}

function ruleReason(rule: CompiledRule, view: RequestView): Reason {
  const { name, isDryRun, dropped } = rule
  const failures = dropped ? [failedCondition(dropped, view)] : failuresOf(rule, view)
  const [failed, ...alsoFailed] = failures
  const reason = {
    ...name,
    isDryRun,
    matched: failed === undefined,
    ...(failed ? { failed } : {}),
    ...(alsoFailed.length > 0 ? { alsoFailed } : {}),
  }
  return { ...reason, sentence: sayReason(reason, dropped !== undefined, view) }
}

function withoutRules(policy: AuthorizationPolicy): Reason {
  const { action, place, isDryRun } = policy
  const reason = { action, policy: policyName(policy), place, isDryRun, matched: false }
  return { ...reason, sentence: `${action} ${reason.policy} has no rules: it matches nothing.` }
}

function failuresOf({ from, to, when }: CompiledRule, view: RequestView): FailedCondition[] {
  for (const entries of [from, to]) {
    const failures = entries.map((conditions) => firstFailure(conditions, view))
    if (failures.length > 0 && !failures.includes(undefined)) return failures.filter((failure) => failure !== undefined)
  }
  const failure = firstFailure(when, view)
  return failure ? [failure] : []
}

function firstFailure(conditions: readonly CompiledCondition[], view: RequestView): FailedCondition | undefined {
  const failing = conditions.find(({ holds }) => !holds(view))
  return failing && failedCondition(failing.condition, view)
}

const failedCondition = (
  { attribute, path, values, isNegated, place }: CompiledCondition['condition'],
  view: RequestView,
) => ({
  field: path,
  attribute: keyOfAttribute(attribute),
  wanted: values,
  isNegated,
  seen: seenBy(attribute, view),
  place,
})
