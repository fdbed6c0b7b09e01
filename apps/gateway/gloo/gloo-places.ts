import { securePortFor } from '#core/policy/gloo/check-listeners'
import type { GlooDestination, GlooListener } from '#core/policy/gloo/model'
import type { GlooPlan } from '#core/policy/gloo/plan'

/** The port that people know, for one of the cluster. */
export const publicPort = (port: number, ports: ReadonlyMap<number, number>): number => ports.get(port) ?? port

/** Where a host is served over TLS. */
export const secureListener = ({ listeners }: GlooPlan, host: string): GlooListener | undefined =>
  securePortFor(listeners, host)

/** Where a destination is: where somebody has said, or at its name in a cluster. */
export function destinationAddress(
  { name, namespace, port }: Pick<GlooDestination, 'name' | 'namespace' | 'port'>,
  given: ReadonlyMap<string, string>,
): string {
  return (
    given.get(`${name}.${namespace}:${port}`) ??
    given.get(`${name}.${namespace}`) ??
    `http://${name}.${namespace}.svc.cluster.local:${port}`
  )
}
