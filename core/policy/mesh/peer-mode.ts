import {
  policyName,
  type MeshSettings,
  type MtlsMode,
  type PeerAuthentication,
  type PolicyPlace,
  type Workload,
} from './model.ts'
import { isForWorkload } from './scope.ts'

/** What a port of a workload takes, and whose word that is. */
export interface PeerMode {
  /** STRICT: mTLS alone. PERMISSIVE: plaintext too. DISABLE: plaintext alone, so that nobody has an identity. */
  mode: Exclude<MtlsMode, 'UNSET'>
  /** `namespace/name`; absent: nobody said anything, and the mesh is PERMISSIVE. */
  policy?: string
  place?: PolicyPlace
}

/**
 * Which connections a port takes. The policy of the workload says so, else that of its namespace, else that of the mesh;
 * UNSET leaves it to the next. Ports are a matter of the workload's policy, and a policy of the root namespace with a
 * selector is for nobody. Of two that say something for the same, the first one counts.
 */
export function peerModeOf(
  policies: readonly PeerAuthentication[],
  workload: Workload,
  port: number,
  mesh: Pick<MeshSettings, 'rootNamespace'>,
): PeerMode {
  const own = policies.filter((policy) => isForWorkload(policy, workload, mesh))
  const isOfMesh = ({ namespace }: PeerAuthentication) => namespace === mesh.rootNamespace
  const ofWorkload = own.find((policy) => policy.selector && !isOfMesh(policy))
  const wide = own.filter(({ selector }) => !selector)
  const levels: [policy: PeerAuthentication | undefined, mode: MtlsMode | undefined][] = [
    [ofWorkload, ofWorkload?.ports.get(port)],
    ...[ofWorkload, wide.find((policy) => !isOfMesh(policy)), wide.find(isOfMesh)].map(
      (policy): [PeerAuthentication | undefined, MtlsMode | undefined] => [policy, policy?.mode],
    ),
  ]
  for (const [policy, mode] of levels) {
    if (policy && mode !== undefined && mode !== 'UNSET')
      return { mode, policy: policyName(policy), place: policy.place }
  }
  return { mode: 'PERMISSIVE' }
}
