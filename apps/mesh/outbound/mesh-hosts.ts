import { spiffeIdOf } from '#core/http/certificates/spiffe-id'
import { readTarget, type Target } from '#core/http/forward/target'
import type { TlsIdentity } from '#core/http/tls'

/** A service of the mesh that a workload may call: its name there, and the sidecar in front of it. */
export interface MeshService {
  name: string
  namespace: string
  /** By which it is called: `http://backend-api:8080`. */
  port: number
  /** Where its sidecar listens, `host:port`. */
  address: string
  /** Who must answer there. Absent: it takes plaintext alone. */
  serviceAccount?: string
  /** What traces call it. Absent: its namespace and name. */
  shownAs?: string
}

/** Finds who is meant by a name, from within a namespace. */
export interface MeshHosts {
  /** @param authority as a Host header says it @returns undefined for who is not of the mesh */
  find(authority: string, tls: TlsIdentity): { service: MeshService; target: Target } | undefined
  readonly names: readonly string[]
}

const DOMAIN = 'svc.cluster.local'

/** @throws TypeError for an address that is none */
export function createMeshHosts(services: readonly MeshService[], namespace: string, trustDomain: string): MeshHosts {
  const byName = new Map<string, MeshService>()
  for (const service of services) for (const name of namesOfService(service, namespace)) byName.set(name, service)
  const targets = new WeakMap<TlsIdentity, Map<MeshService, Target>>()

  function targetOf(service: MeshService, tls: TlsIdentity): Target {
    const known = targets.get(tls) ?? new Map<MeshService, Target>()
    targets.set(tls, known)
    const target = known.get(service) ?? meshTarget(service, trustDomain, tls)
    known.set(service, target)
    return target
  }
  for (const { address } of services) readTarget(`http://${address}`)

  return {
    find(authority, tls) {
      const service = byName.get(authority.toLowerCase())
      return service && { service, target: targetOf(service, tls) }
    },
    names: [...new Set(services.map(({ name, namespace: its }) => `${name}.${its}.${DOMAIN}`))],
  }
}

/** As a cluster's DNS knows it: short within its namespace, and in full; the port may be left out where it is 80. */
function namesOfService({ name, namespace: its, port }: MeshService, own: string): string[] {
  const hosts = [`${name}.${its}.${DOMAIN}`, `${name}.${its}.svc`, `${name}.${its}`, ...(its === own ? [name] : [])]
  return hosts.flatMap((host) => [`${host}:${port}`, ...(port === 80 ? [host] : [])])
}

/** The way to a workload: mutual TLS, and only to itself. */
export function meshTarget(service: MeshService, trustDomain: string, { ca, cert, key }: TlsIdentity): Target {
  const { address, name, namespace, port, serviceAccount } = service
  if (serviceAccount === undefined) return readTarget(`http://${address}`)
  const spiffeId = spiffeIdOf({ trustDomain, namespace, serviceAccount })
  const servername = `outbound_.${port}_._.${name}.${namespace}.${DOMAIN}`
  return readTarget(`https://${address}`, { tls: { ca, cert, key, servername, spiffeId } })
}
