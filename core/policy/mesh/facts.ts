/**
 * What a decision may look at: a request, or a connection that is not HTTP, as the sidecar saw it. Nothing in here is
 * believed because a client says so but `headers`, `path` and `host`.
 */
export interface RequestFacts {
  /** HTTP of any version and gRPC are `http`; with `tcp` there are no method, path, host, headers and claims. */
  protocol: 'http' | 'tcp'
  method?: string
  /** The target as it was sent, with its query. */
  path?: string
  /** As it was sent, with its port. */
  host?: string
  /** Names in lower case; repeated ones as a list. */
  headers?: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The port of the workload. */
  port: number
  /** The URI of the caller's certificate, such as `spiffe://cluster.local/ns/default/sa/webui`; absent: plaintext. */
  peerUri?: string
  /** Of a token that was verified; absent: there was none. */
  claims?: Readonly<Record<string, unknown>>
  /** Claims whose text is a list with spaces, besides `scope` and `permission` (those of the rule that believed the token). */
  spaceDelimitedClaims?: readonly string[]
  /** Who is connected. */
  sourceIp?: string
  /** Who sent the request first, as trusted proxies say: see remoteAddress. */
  remoteIp?: string
  destinationIp?: string
  /** The name that the caller asked for in the TLS handshake. */
  serverName?: string
  /** What other filters found out, by the name of the filter. */
  filters?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}
