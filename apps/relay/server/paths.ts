import type { AskedRequest } from '#core/access/dialect'
import { pikoEndpoint } from '#core/access/dialects/piko/endpoint'

/** Agents ask here to listen for an endpoint; clients of TCP ask here to connect to one. */
const LISTEN_PATH = /^\/piko\/v1\/upstream\/([^/?#]+)(?:\?|$)/
const TCP_PATH = /^\/_piko\/v1\/tcp\/([^/?#]+)(?:\?|$)/

/** The protocols that these speak, in the Upgrade field. */
export const TUNNEL_PROTOCOL = 'piko-tunnel'
export const TCP_PROTOCOL = 'piko-tcp'

/** Letters of a name of an endpoint. */
const LONGEST_ENDPOINT = 255

export const listenEndpoint = ({ target }: AskedRequest): string | undefined => endpointIn(LISTEN_PATH, target)

export const tcpEndpoint = ({ method, target }: AskedRequest): string | undefined =>
  method === 'GET' ? endpointIn(TCP_PATH, target) : undefined

/** Of a client: by the path for TCP, or else by its header or its host. */
export const proxyEndpoint = (asked: AskedRequest): string | undefined => tcpEndpoint(asked) ?? pikoEndpoint(asked)

export const listenPath = (endpoint: string): string => `/piko/v1/upstream/${encodeURIComponent(endpoint)}`
export const tcpPath = (endpoint: string): string => `/_piko/v1/tcp/${encodeURIComponent(endpoint)}`

function endpointIn(path: RegExp, target: string): string | undefined {
  const coded = path.exec(target)?.[1]
  if (coded === undefined) return undefined
  try {
    const name = decodeURIComponent(coded)
    return name.length <= LONGEST_ENDPOINT ? name : undefined
  } catch {
    return undefined
  }
}
