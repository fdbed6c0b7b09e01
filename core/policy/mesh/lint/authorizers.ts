import { policyName, type AuthorizationPolicy } from '../model.ts'
import { quoted } from '../read-parts.ts'
import { ofPolicy, type LintFinding } from './finding.ts'

/** A dry run asks nobody, and without rules nothing matches. */
const asks = ({ action, rules, isDryRun }: AuthorizationPolicy) => action === 'CUSTOM' && rules.length > 0 && !isDryRun

/** The policies that have an authorizer asked, each with its name: `default/ask: opa`. */
export const asksAuthorizers = (policies: readonly AuthorizationPolicy[]): string[] =>
  policies.filter(asks).map((policy) => `${policyName(policy)}: ${policy.provider ?? ''}`)

/**
 * A policy cannot say where its authorizer is: that stands in the settings of the mesh. Where it does not, all is refused, and the policy
 * looks as if it were good.
 */
export function findAuthorizers(policy: AuthorizationPolicy): LintFinding[] {
  if (!asks(policy)) return []
  const { provider = '' } = policy
  const message = `where the mesh does not know the authorizer ${quoted(provider)}, every request that this policy matches is refused with 403`
  const advice = `name it in the settings of the mesh, under extensionProviders; the mesh of scenario 12 has none`
  return [ofPolicy(policy, { code: 'needs-authorizer', severity: 'note', message, advice })]
}

/** Policies that have another authorizer asked for the same workloads than an earlier one: a mesh takes one for a workload (M-23). */
export function findRivals(policies: readonly AuthorizationPolicy[]): LintFinding[] {
  const scopes = Map.groupBy(policies.filter(asks), ({ namespace, selector = {} }) =>
    JSON.stringify([namespace, Object.entries(selector).sort()]),
  )
  return [...scopes.values()].flatMap(([first, ...others]) =>
    others
      .filter(({ provider }) => provider !== first?.provider)
      .map((policy) => {
        const name = first ? policyName(first) : ''
        const message = `${name} has another authorizer asked for the same workloads, so that whatever either of them matches is refused`
        const advice = 'name one authorizer for all CUSTOM policies of a workload'
        return ofPolicy(policy, { code: 'second-of-its-kind', message, advice })
      }),
  )
}
