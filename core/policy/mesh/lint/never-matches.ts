import { keyOfAttribute } from '../attributes.ts'
import type { AuthorizationPolicy, PolicyCondition } from '../model.ts'
import { ofCondition, ofPolicy, waysOf, type LintFinding } from './finding.ts'
import { neverProblem } from './never-values.ts'

/** Policies, rules and values that no request can match. */
export function findNeverMatching(policy: AuthorizationPolicy): LintFinding[] {
  const { action, rules } = policy
  if (rules.length === 0 && (action === 'AUDIT' || action === 'CUSTOM')) {
    const advice = 'add "rules", or take the policy out'
    return [
      ofPolicy(policy, {
        code: 'never-matches',
        message: `a ${action} policy without rules never does anything`,
        advice,
      }),
    ]
  }
  return rules.flatMap((rule, index) => [
    ...[...rule.from, ...rule.to]
      .flatMap(({ conditions }) => conditions)
      .concat(rule.when)
      .flatMap((condition) => deadValues(policy, index, condition)),
    ...uniqueFindings(waysOf(rule).flatMap((conditions) => contradictions(policy, index, conditions))),
  ])
}

function deadValues(policy: AuthorizationPolicy, index: number, condition: PolicyCondition): LintFinding[] {
  return condition.values.flatMap((value, at) => {
    const problem = neverProblem(condition.attribute, value)
    return problem ? [ofCondition(policy, index, condition, { code: 'never-matches', ...problem }, at)] : []
  })
}

/** More pairs of conditions than that nobody writes. */
const MOST_CONDITIONS = 64

/** Conditions on one attribute of which both can never hold. */
function contradictions(policy: AuthorizationPolicy, index: number, all: readonly PolicyCondition[]): LintFinding[] {
  const conditions = all.slice(0, MOST_CONDITIONS)
  return conditions.flatMap((wanted, at) => {
    if (wanted.isNegated) return []
    const key = keyOfAttribute(wanted.attribute)
    const other = conditions.find(
      (one, place) =>
        one !== wanted &&
        keyOfAttribute(one.attribute) === key &&
        (one.isNegated || place > at) &&
        excludes(one, wanted),
    )
    if (!other) return []
    const message = other.isNegated
      ? `${other.path} takes out whatever ${wanted.path} lets in, so that this rule never matches`
      : `${wanted.path} and ${other.path} have no value in common, so that this rule never matches`
    const advice = other.isNegated
      ? `take the values out of ${other.path}`
      : 'a value must be in both: write them in one place'
    return [ofCondition(policy, index, wanted, { code: 'never-matches', message, advice })]
  })
}

/** Whether no value of `wanted` can stand beside the other condition. */
function excludes(other: PolicyCondition, wanted: PolicyCondition): boolean {
  if (other.isNegated) return wanted.values.every((value) => other.values.some((pattern) => covers(pattern, value)))
  if (!isCompared(wanted)) return false
  if (!wanted.values.every(isWithoutStar) || !other.values.every(isWithoutStar)) return false
  return !wanted.values.some((value) => other.values.includes(value))
}

const isWithoutStar = (value: string) => !value.includes('*')

/** One claim may have several values at once, and blocks of addresses may overlap. */
const isCompared = ({ attribute: { kind } }: PolicyCondition) =>
  !['claim', 'filter', 'source-ip', 'remote-ip', 'destination-ip'].includes(kind)

/** Whether a pattern takes whatever another one takes. */
export function covers(pattern: string, value: string): boolean {
  if (pattern === value || pattern === '*') return true
  if (pattern.startsWith('*')) return !value.endsWith('*') && value.endsWith(pattern.slice(1))
  return pattern.endsWith('*') && !value.startsWith('*') && value.startsWith(pattern.slice(0, -1))
}

const uniqueFindings = (findings: readonly LintFinding[]) => [
  ...new Map(findings.map((finding) => [`${finding.where} ${finding.message}`, finding])).values(),
]
