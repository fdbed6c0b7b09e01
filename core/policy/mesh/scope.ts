import type { MeshSettings, PolicyHead, Workload } from './model.ts'

/** The label by which the proxies of a gateway know whose they are. */
const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name'
const GATEWAY_GROUP = 'gateway.networking.k8s.io'

type Root = Pick<MeshSettings, 'rootNamespace'>

/**
 * Whether a policy is for a workload (M-12): it is of its namespace or of the root one, and all labels of its selector are
 * there. One with targets is for the gateway that they name, and for nobody else.
 */
export function isForWorkload(policy: PolicyHead, workload: Workload, { rootNamespace }: Root): boolean {
  const isOfNamespace = policy.namespace === workload.namespace
  if (policy.targetRefs.length > 0) {
    const gateway = labelOf(workload, GATEWAY_NAME)
    return (
      isOfNamespace &&
      policy.targetRefs.some(
        ({ group, kind, name }) => group === GATEWAY_GROUP && kind === 'Gateway' && name === gateway,
      )
    )
  }
  if (!isOfNamespace && policy.namespace !== rootNamespace) return false
  return Object.entries(policy.selector ?? {}).every(([label, value]) => labelOf(workload, label) === value)
}

const labelOf = ({ labels }: Workload, name: string) => (Object.hasOwn(labels, name) ? labels[name] : undefined)
