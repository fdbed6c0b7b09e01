import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { constants } from 'node:crypto'
import { TLS_RULES } from '#core/http/explicit'
import { createForwardServer } from '#core/http/forward/server'
import type { TlsIdentity } from '#core/http/tls'
import { createServer, type Socket } from 'node:net'
import type { DoorParts, MeshDoor } from './door.ts'

/** A handshake is not waited for any longer. Milliseconds. */
const SLOWEST_HANDSHAKE = 10_000

/** Over all connections of one port. */
const MOST_AT_EDGE = 512

/**
 * The port of a gateway for who is no workload: TLS as browsers speak it, with a certificate of a host and none of the client. Nobody
 * who comes by it has an identity.
 * @param tls what it shows, looked at again at each connection, for it is renewed meanwhile
 */
export function createEdgeDoor({
  handlers,
  tls,
  machine,
  log,
}: Pick<DoorParts, 'handlers' | 'machine' | 'log'> & { tls: () => TlsIdentity }): MeshDoor {
  const sockets = new Set<Socket>()
  const http = createForwardServer(handlers, { clock: machine })
  http.emit('listening')
  let shown = tls()
  const secure = createTlsServer(
    { ...TLS_RULES, ALPNProtocols: ['http/1.1'], handshakeTimeout: SLOWEST_HANDSHAKE, ...withoutClients(shown) },
    (socket) => {
      socket.on('error', () => {}) // 'close' follows
      http.emit('connection', socket)
    },
  )
  secure.on('tlsClientError', (error: Error & { code?: string }, socket: TLSSocket) =>
    log.info({ why: error.code ?? 'no TLS is spoken', peer: socket.remoteAddress }, 'peer-refused'),
  )
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {}) // 'close' follows
    socket.once('close', () => void sockets.delete(socket))
    const now = tls()
    if (now !== shown) secure.setSecureContext(withoutClients((shown = now)))
    secure.emit('connection', socket)
  })
  server.maxConnections = MOST_AT_EDGE
  return {
    server,
    http,
    peerOf: () => undefined,
    isWelcome: () => true,
    renew: () => {},
    refuseNew: () => void server.close(),
    close() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

const withoutClients = ({ cert, key }: TlsIdentity) => ({
  cert,
  key,
  requestCert: false,
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
})
