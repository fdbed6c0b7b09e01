import { policyName, type MeshPolicies, type MeshSettings, type PeerAuthentication } from '../model.ts'
import { ofPolicy, type LintFinding } from './finding.ts'

/** Policies that are for no workload, or for one that another policy is for already. */
export function findOddScopes(
  { authorization, requestAuthentication, peerAuthentication }: MeshPolicies,
  mesh: MeshSettings,
): LintFinding[] {
  return [
    ...[...authorization, ...requestAuthentication]
      .filter(({ targetRefs }) => targetRefs.length > 0)
      .map((policy) =>
        ofPolicy(policy, {
          code: 'for-nobody',
          severity: 'note',
          message: 'a policy with targetRefs is for the gateway that it names, and for no ordinary workload',
          advice: 'use a "selector" for workloads',
        }),
      ),
    ...peerAuthentication
      .filter(({ selector, namespace }) => selector && namespace === mesh.rootNamespace)
      .map((policy) =>
        ofPolicy(policy, {
          code: 'for-nobody',
          message: 'a PeerAuthentication of the root namespace with a selector is for no workload',
          advice: 'take the selector out, or put the policy into the namespace of the workload',
        }),
      ),
    ...secondPeers(peerAuthentication),
  ]
}

const peerScope = ({ namespace, selector = {} }: PeerAuthentication) =>
  JSON.stringify([namespace, Object.entries(selector).sort()])

function secondPeers(policies: readonly PeerAuthentication[]): LintFinding[] {
  return [...Map.groupBy(policies, peerScope).values()].flatMap(([first, ...others]) =>
    others.map((policy) =>
      ofPolicy(policy, {
        code: 'second-of-its-kind',
        message: `${first ? policyName(first) : ''} is for the same workloads, and only the older of the two counts`,
        advice: 'put both into one policy',
      }),
    ),
  )
}
