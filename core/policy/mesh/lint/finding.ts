import {
  policyName,
  type AuthorizationPolicy,
  type PolicyCondition,
  type PolicyHead,
  type PolicyPlace,
  type PolicyRule,
} from '../model.ts'

/** What a finding is about; the name is stable. */
export type LintCode =
  | 'never-matches'
  | 'allows-nothing'
  | 'allows-all'
  | 'anonymous-callers'
  | 'anonymous-users'
  | 'token-not-required'
  | 'token-never-verified'
  | 'can-be-walked-around'
  | 'star-is-literal'
  | 'prefix-without-slash'
  | 'number-or-boolean'
  | 'needs-authorizer'
  | 'for-nobody'
  | 'second-of-its-kind'

/** Something that is allowed, and probably not meant. */
export interface LintFinding extends PolicyPlace {
  code: LintCode
  /** A problem has another effect than it seems; a note may be meant. */
  severity: 'problem' | 'note'
  /** Such as `AuthorizationPolicy default/webui: spec.rules[0].from[0].source.principals`. */
  where: string
  /** What is the case, one sentence. */
  message: string
  /** What to do, one sentence. */
  advice: string
}

export type FindingText = Pick<LintFinding, 'code' | 'message' | 'advice'> & { severity?: LintFinding['severity'] }

type Kinded = PolicyHead & { kind: string }

/** A finding about a policy as a whole. */
export const ofPolicy = (policy: Kinded, { severity = 'problem', ...text }: FindingText): LintFinding => ({
  ...policy.place,
  severity,
  where: `${policy.kind} ${policyName(policy)}`,
  ...text,
})

/** A finding about one rule. */
export const ofRule = (policy: AuthorizationPolicy, index: number, text: FindingText): LintFinding => ({
  ...ofPolicy(policy, text),
  ...(policy.rules[index]?.place ?? policy.place),
  where: `${policy.kind} ${policyName(policy)}: spec.rules[${index}]`,
})

/** A finding about a condition, or the value of it with that index. */
export const ofCondition = (
  policy: AuthorizationPolicy,
  index: number,
  condition: PolicyCondition,
  text: FindingText,
  value?: number,
): LintFinding => ({
  ...ofPolicy(policy, text),
  ...((value === undefined ? undefined : condition.valuePlaces[value]) ?? condition.place),
  where: `${policy.kind} ${policyName(policy)}: spec.rules[${index}].${condition.path}`,
})

/** The lists of conditions that must hold together: each pair of entries, with all of `when`. */
export function waysOf({ from, to, when }: PolicyRule): (readonly PolicyCondition[])[] {
  const sources = from.length > 0 ? from.map(({ conditions }) => conditions) : [[]]
  const operations = to.length > 0 ? to.map(({ conditions }) => conditions) : [[]]
  // Not each with each: what a source and an operation look at never meets, but in when.
  return [
    ...sources.map((conditions) => [...conditions, ...when]),
    ...operations.map((conditions) => [...conditions, ...when]),
  ]
}
