import type { TLSSocket } from 'node:tls'
import { faultOfEndEntity } from './certificates/end-entity.ts'
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
 * certificate that still is of today, for a session may be taken up again after its end, and is of somebody who speaks for
 * himself (X.509-SVID §5.2).
 * @param now milliseconds since 1970
 * @returns undefined where nobody is known: nothing that is believed, or no id of a workload in it
 */
export async function peerIdentity(socket: TLSSocket, now: number): Promise<PeerIdentity | undefined> {
  const certificate = socket.authorized ? socket.getPeerX509Certificate() : undefined
  if (!certificate) return undefined
  const until = certificate.validToDate.getTime()
  if (until <= now || certificate.validFromDate.getTime() > now) return undefined
  const uri = spiffeIdIn(certificate)
  if (uri === undefined || (await faultOfEndEntity(certificate).catch(() => 'is damaged')) !== undefined)
    return undefined
  return { uri, sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(), until }
}
