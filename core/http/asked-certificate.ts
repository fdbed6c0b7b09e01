import type { X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'

/**
 * What the other side of a connection has shown when TLS was agreed. It has the key that belongs to it (RFC 8446 §4.4.3);
 * nobody has looked at who signed it, or when it ends.
 * @returns undefined on the plain port, and where nothing was asked for or shown
 */
export function shownCertificate({ socket }: Pick<IncomingMessage, 'socket'>): X509Certificate | undefined {
  return socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined
}
