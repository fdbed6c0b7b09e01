import type { Attribute } from '../attributes.ts'
import { conditionsOfRule } from '../compile-rule.ts'
import {
  policyName,
  type AuthorizationPolicy,
  type MeshPolicies,
  type MeshSettings,
  type PolicyHead,
} from '../model.ts'
import { ofPolicy, type LintFinding } from './finding.ts'

const OF_TOKENS = new Set<Attribute['kind']>(['request-principal', 'claim'])

/** Tokens that are checked and never required, and tokens that are required and never checked. */
export function findTokenGaps(
  { authorization, requestAuthentication }: MeshPolicies,
  mesh: MeshSettings,
): LintFinding[] {
  const requiring = authorization.filter(looksAtTokens)
  return [
    ...requestAuthentication
      .filter((policy) => !requiring.some((other) => canMeet(policy, other, mesh)))
      .map((policy) =>
        ofPolicy(policy, {
          code: 'token-not-required',
          message: 'nothing requires a token here: a request without one gets in as before',
          advice: 'add an AuthorizationPolicy with requestPrincipals: ["*"] in its source for the same workload',
        }),
      ),
    ...requiring
      .filter((policy) => !requestAuthentication.some((other) => canMeet(policy, other, mesh)))
      .map((policy) =>
        ofPolicy(policy, {
          code: 'token-never-verified',
          message: `${policyName(policy)} looks at tokens, and no RequestAuthentication verifies any for its workloads, so that there are none`,
          advice: 'add a RequestAuthentication for the same workloads, with the issuer of the tokens',
        }),
      ),
  ]
}

const looksAtTokens = ({ action, rules }: AuthorizationPolicy) =>
  (action === 'ALLOW' || action === 'DENY') &&
  rules.some((rule) => conditionsOfRule(rule).some(({ attribute }) => OF_TOKENS.has(attribute.kind)))

/** Whether there can be a workload that both are for. */
export function canMeet(
  one: PolicyHead,
  other: PolicyHead,
  { rootNamespace }: Pick<MeshSettings, 'rootNamespace'>,
): boolean {
  const isNear = one.namespace === other.namespace || [one.namespace, other.namespace].includes(rootNamespace)
  const { selector: labels = {} } = other
  return (
    isNear &&
    Object.entries(one.selector ?? {}).every(
      ([label, value]) => !Object.hasOwn(labels, label) || labels[label] === value,
    )
  )
}
