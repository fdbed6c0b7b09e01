import type { JwtRule } from '../../../policy/mesh/jwt-rule.ts'
import { byCode } from './locations.ts'

/** As much of a RequestAuthentication as says for whom it is. */
export interface TokenPolicy {
  readonly namespace: string
  /** Labels that the workload must have, all of them; absent or empty: any workload. */
  readonly selector?: Readonly<Record<string, string>>
  /** Gateways that it is attached to by name: then it is for nobody else. */
  readonly targetRefs?: readonly { readonly group: string; readonly kind: string; readonly name: string }[]
  readonly rules: readonly JwtRule[]
}

/** Who receives the requests. */
export interface TokenReceiver {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
}

/** By which a gateway of the Gateway API knows its name. */
const GATEWAY_LABEL = 'gateway.networking.k8s.io/gateway-name'
const GATEWAY_API = 'gateway.networking.k8s.io'

/**
 * The rules that hold for a workload: those of its namespace and of the root namespace that select it, all in one list by
 * issuer. Of one issuer those of the root namespace come first, then as they stand there.
 */
export function tokenRulesFor(
  workload: TokenReceiver,
  rootNamespace: string,
  policies: readonly TokenPolicy[],
): readonly JwtRule[] {
  const namespaces = new Set([rootNamespace, workload.namespace])
  return [...namespaces]
    .flatMap((namespace) => policies.filter((policy) => policy.namespace === namespace && selects(policy, workload)))
    .flatMap(({ rules }) => rules)
    .sort(({ issuer: one }, { issuer: other }) => byCode(one, other))
}

function selects(
  { namespace, selector = {}, targetRefs = [] }: TokenPolicy,
  { namespace: own, labels }: TokenReceiver,
) {
  if (targetRefs.length > 0) {
    const gateway = Object.hasOwn(labels, GATEWAY_LABEL) ? labels[GATEWAY_LABEL] : undefined
    return (
      namespace === own &&
      targetRefs.some(({ group, kind, name }) => group === GATEWAY_API && kind === 'Gateway' && name === gateway)
    )
  }
  return Object.entries(selector).every(([label, value]) => Object.hasOwn(labels, label) && labels[label] === value)
}
