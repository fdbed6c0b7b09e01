import type { ListenAddress } from '#core/http/listen-address'
import type { MeshSettings, Workload } from '#core/policy/mesh/model'
import type { HttpProvider } from '../external/provider.ts'
import type { MeshService } from '../outbound/mesh-hosts.ts'

/** What `mesh.yaml` says, with every default filled in, durations in milliseconds, and paths that are absolute. */
export interface MeshProxyConfig {
  workload: Workload & { serviceAccount: string }
  mesh: MeshSettings
  providers: readonly HttpProvider[]
  listen: ListenAddress
  /** `http(s)://host[:port]` or `unix:/path`. */
  upstream: string
  /** That of the workload, as policies speak of it. */
  port: number
  isGateway: boolean
  policies: readonly NamedPath[]
  certificates: CertificateSource
  /** Key sets in files, by the address that policies name (`jwksUri`). */
  jwksSources: Readonly<Record<string, NamedPath>>
  /** PEM files of those who are believed when a key set is fetched, in place of the machine's own list. */
  trustedCertificates?: readonly NamedPath[]
  outbound?: { listen: ListenAddress; services: readonly MeshService[] }
  shutdownTimeout: number
}

/** By the sandbox's own authority, in its folder; or by somebody else's, in files. */
export type CertificateSource =
  { kind: 'folder'; folder: string } | { kind: 'files'; ca: NamedPath; certificate: NamedPath; key: NamedPath }

/** A file, as it was written down and where that is. */
export interface NamedPath {
  given: string
  path: string
}
