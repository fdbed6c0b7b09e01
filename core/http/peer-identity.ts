import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { spiffeIdIn } from './certificates/spiffe-id.ts'

/** Who is on the other side of a connection. */
export interface PeerIdentity {
  /** `spiffe://cluster.local/ns/default/sa/webui` */
  uri: string
  /** Of the whole certificate, in lower-case hexadecimal. */
  sha256: string
  /** From this moment on nobody is known there: milliseconds since 1970. */
  until: number
}

/**
 * Reads who is on the other side of mutual TLS. Only a chain that was believed when TLS was agreed counts, and only a
 * certificate that still is of today: a session may be taken up again after its end.
 * @param now milliseconds since 1970
 * @returns undefined where nobody is known: plaintext, nothing that is believed, or no id of a workload in it
 */
export function peerIdentity(socket: Socket, now: number): PeerIdentity | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined
  const certificate = socket.getPeerX509Certificate()
  if (!certificate || certificate.ca) return undefined
  const until = certificate.validToDate.getTime()
  if (until <= now || certificate.validFromDate.getTime() > now) return undefined
  const uri = spiffeIdIn(certificate)
  if (uri === undefined) return undefined
  return { uri, sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(), until }
}
