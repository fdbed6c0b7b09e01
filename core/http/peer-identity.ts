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

/** Reads who is on the other side of mutual TLS. */
export type PeerReader = (socket: TLSSocket, now: number) => Promise<PeerIdentity | undefined>

/** So many certificates are remembered. */
const MOST_REMEMBERED = 500

/**
 * Makes a reader of identities. Only a chain that was believed when TLS was agreed counts, and only a certificate that still is
 * of today, for a session may be taken up again after its end, and is of somebody who speaks for himself (X.509-SVID §5.2).
 * To read the latter takes as long as a handshake, so it is remembered for each certificate.
 *
 * The reader takes milliseconds since 1970, and says undefined where nobody is known: nothing that is believed, or no id of
 * a workload in it.
 */
export function createPeerReader(): PeerReader {
  const known = new Map<string, { uri: string } | undefined>()
  return async (socket, now) => {
    const certificate = socket.authorized ? socket.getPeerX509Certificate() : undefined
    if (!certificate) return undefined
    const until = certificate.validToDate.getTime()
    if (until <= now || certificate.validFromDate.getTime() > now) return undefined
    const { fingerprint256 } = certificate
    if (!known.has(fingerprint256)) {
      const uri = spiffeIdIn(certificate)
      const isGood = uri !== undefined && (await faultOfEndEntity(certificate).catch(() => 'is damaged')) === undefined
      if (known.size >= MOST_REMEMBERED) known.clear()
      known.set(fingerprint256, isGood ? { uri } : undefined)
    }
    const found = known.get(fingerprint256)
    return found && { ...found, sha256: fingerprint256.replaceAll(':', '').toLowerCase(), until }
  }
}
