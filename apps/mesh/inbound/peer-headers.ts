import type { IncomingMessage } from 'node:http'
import type { PeerIdentity } from '#core/http/peer-identity'

/** What sidecars say to each other and to the service behind; from a client it says nothing. */
export const OF_SIDECARS: readonly string[] = [
  'x-forwarded-client-cert',
  'x-envoy-peer-metadata',
  'x-envoy-peer-metadata-id',
  'x-envoy-decorator-operation',
]

export interface AboutPeer {
  peer: PeerIdentity | undefined
  /** The id of the workload that was called. */
  spiffeId: string
  isGateway: boolean
  /** What the client said of the same, each field for itself. */
  forwardedFor: readonly string[]
}

/**
 * Who is connected, for the service behind: in `x-forwarded-client-cert`, as the mesh writes it, where there was mutual TLS.
 * A gateway also adds the address of its client to X-Forwarded-For, by which policies behind it go.
 */
export function peerHeaders(
  { socket }: Pick<IncomingMessage, 'socket'>,
  { peer, spiffeId, isGateway, forwardedFor }: AboutPeer,
): { set: Record<string, string>; remove: readonly string[] } {
  const set: Record<string, string> = {}
  if (peer) set['x-forwarded-client-cert'] = `By=${spiffeId};Hash=${peer.sha256};Subject="";URI=${peer.uri}`
  if (isGateway) {
    set['x-forwarded-for'] = [...forwardedFor, socket.remoteAddress ?? ''].join(', ')
    set['x-forwarded-proto'] = 'encrypted' in socket ? 'https' : 'http'
  }
  return { set, remove: OF_SIDECARS }
}
