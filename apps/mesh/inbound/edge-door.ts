import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { constants } from 'node:crypto'
import { TLS_RULES } from '#core/http/explicit'
import { createForwardServer } from '#core/http/forward/server'
import { createGreetingLine } from '#core/http/greeting-line'
import { acceptedUnder, createNewcomers } from '#core/http/newcomers'
import type { TlsIdentity } from '#core/http/tls'
import { createServer, type Socket } from 'node:net'
import type { DoorParts, MeshDoor } from './door.ts'

/** A handshake is not waited for any longer. Milliseconds. */
const SLOWEST_HANDSHAKE = 10_000

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
  mostConnections: most = 512,
}: Pick<DoorParts, 'handlers' | 'machine' | 'log' | 'mostConnections'> & { tls: () => TlsIdentity }): MeshDoor {
  const sockets = new Set<Socket>()
  const newcomers = createNewcomers({ clock: machine, patience: SLOWEST_HANDSHAKE, most })
  const http = createForwardServer(handlers, { clock: machine, takesTls: true, maxConnections: most })
  http.emit('listening')
  let shown = tls()
  const secure = createTlsServer(
    { ...TLS_RULES, ALPNProtocols: ['http/1.1'], handshakeTimeout: SLOWEST_HANDSHAKE, ...withoutClients(shown) },
    (socket) => {
      socket.on('error', () => {}) // 'close' follows
      const accepted = acceptedUnder(socket)
      line.agreed(accepted)
      newcomers.letIn(accepted)
      http.emit('connection', socket)
    },
  )
  const line = createGreetingLine(machine, (socket) => void secure.emit('connection', socket))
  secure.on('tlsClientError', (error: Error & { code?: string }, socket: TLSSocket) =>
    log.info({ why: error.code ?? 'no TLS is spoken', peer: socket.remoteAddress }, 'peer-refused'),
  )
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    newcomers.came(socket)
    socket.on('error', () => {}) // 'close' follows
    socket.once('close', () => void sockets.delete(socket))
    socket.once('data', (first: Buffer) => {
      socket.pause()
      socket.unshift(first)
      const now = tls()
      if (now !== shown) secure.setSecureContext(withoutClients((shown = now)))
      line.join(socket)
    })
  })
  return {
    server,
    http,
    peerOf: () => undefined,
    isWelcome: () => true,
    renew: () => {},
    refuseNew() {
      newcomers.close()
      server.close()
      newcomers.turnAway()
    },
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
