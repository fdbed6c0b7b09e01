import type { PolicyPlace, PolicyAction } from './model.ts'

/** A rule of a policy. */
export interface RuleName {
  action: PolicyAction
  /** `namespace/name` */
  policy: string
  /** Counted from 0. */
  rule: number
  place: PolicyPlace
}

/** What made the decision (M-11). */
export type DecidedBy =
  | ({ kind: 'rule' } & RuleName)
  /** An external authorizer refused, could not be asked, or was not asked. */
  | ({ kind: 'external'; provider: string } & RuleName)
  /** Step 3: no ALLOW policy applies to the workload, so what nothing denies is allowed. */
  | { kind: 'no-allow-policy' }
  /** Step 5: there are ALLOW policies, and none matched. */
  | { kind: 'no-allow-matched' }

export interface MeshDecision {
  decision: 'allow' | 'deny'
  status: 200 | 403
  by: DecidedBy
  /** What the mesh writes into its access log about a refusal (M-22); the body of the answer is {@link DENIAL_BODY}. */
  logDetail?: string
  /** Rules of AUDIT policies that matched: they have no effect but a mark. */
  audited: readonly RuleName[]
  /** What would be decided if the policies of the dry run were in force; absent where there are none. */
  shadow?: { decision: 'allow' | 'deny'; by: DecidedBy }
  /** Only where they were asked for. */
  reasons?: readonly Reason[]
}

export const DENIAL_BODY = 'RBAC: access denied'

/** A condition that did not hold. */
export interface FailedCondition {
  /** From the rule on, such as `from[0].source.principals`. */
  field: string
  /** What it looks at, as keys of `when` spell it: `source.principal`, `request.path`. */
  attribute: string
  /** The values of the field; one had to match, or none where it is negated. */
  wanted: readonly string[]
  isNegated: boolean
  /** What the request had there; null: nothing. Long and secret texts are not shown in full. */
  seen: string | null
  place: PolicyPlace
}

/** What became of one rule, or of a policy that has none. */
export interface Reason {
  action: PolicyAction
  policy: string
  /** Absent for a policy without rules. */
  rule?: number
  place: PolicyPlace
  isDryRun: boolean
  matched: boolean
  /** The first condition that did not hold. */
  failed?: FailedCondition
  /** Where there are several entries of `from` or `to`, one of which had to match: the first failure of each other one. */
  alsoFailed?: readonly FailedCondition[]
  /** The same in plain English. */
  sentence: string
}

/** A CUSTOM policy matched: this authorizer is to be asked, before the token is checked (M-2). */
export interface ExternalQuestion {
  provider: string
  by: RuleName
  /** Several providers for one workload: the mesh refuses then, without asking any. */
  isAmbiguous: boolean
}
