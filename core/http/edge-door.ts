import { createServer as createTlsServer, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls'
import { constants } from 'node:crypto'
import type { Server } from 'node:http'
import { createServer, type Server as NetServer, type Socket } from 'node:net'
import type { Clock } from '../clock.ts'
import type { CertificatePair } from './certificates/pair.ts'
import { TLS_RULES } from './explicit.ts'
import { createForwardServer, type ForwardServerHandlers } from './forward/server.ts'
import { createGreetingLine } from './greeting-line.ts'
import { acceptedUnder, createNewcomers } from './newcomers.ts'

/** A handshake is not waited for any longer. Milliseconds. */
const SLOWEST_HANDSHAKE = 10_000

/** A port that people come to with their browsers. */
export interface EdgeDoor {
  /** It does not listen yet. */
  server: NetServer
  /** Speaks HTTP with whoever was let in; it never listens itself. */
  http: Server
  /** Lets nobody new in. */
  refuseNew(): void
  /** Cuts off whoever is still there. */
  close(): void
}

export interface EdgeDoorParts {
  handlers: Required<ForwardServerHandlers>
  /** What it shows, looked at again at each connection, for it is renewed meanwhile. */
  tls: () => CertificatePair
  /**
   * What it shows to who asks for a host by its name (SNI, RFC 6066 §3); undefined: there is no such host here, and no connection.
   * Absent: there is one certificate, whatever is asked for. With it, who names no host gets no connection.
   */
  tlsFor?: (serverName: string) => CertificatePair | undefined
  machine: Clock
  log: { info(fields: object, event: string): void }
  /** Of those who ask, and as many again who do not speak HTTP yet. Absent: as many as a port has. */
  mostConnections?: number
}

/**
 * The port of a gateway for who is no workload: TLS as browsers speak it, with a certificate of a host and none of the client. Nobody
 * who comes by it has an identity.
 */
export function createEdgeDoor(parts: EdgeDoorParts): EdgeDoor {
  const { handlers, tls, tlsFor, machine, log, mostConnections: most = 512 } = parts
  const sockets = new Set<Socket>()
  const newcomers = createNewcomers({ clock: machine, patience: SLOWEST_HANDSHAKE, most })
  const http = createForwardServer(handlers, { clock: machine, takesTls: true, maxConnections: most })
  http.emit('listening')
  let shown = tls()
  const contextOf = createContexts()
  const rules = { ...TLS_RULES, ALPNProtocols: ['http/1.1'], handshakeTimeout: SLOWEST_HANDSHAKE }
  const byName = tlsFor && {
    SNICallback(serverName: string, done: (error: Error | null, context?: SecureContext) => void) {
      const found = tlsFor(serverName)
      if (found) done(null, contextOf(found))
      else done(Object.assign(new Error('no such host'), { code: NO_SUCH_HOST }))
    },
  }
  const refused = (why: string, socket: Socket) => log.info({ why, peer: socket.remoteAddress }, 'peer-refused')
  const secure = createTlsServer({ ...rules, ...withoutClients(shown), ...byName }, (socket) => {
    socket.on('error', () => {}) // 'close' follows
    const accepted = acceptedUnder(socket)
    line.agreed(accepted)
    if (tlsFor && !hasServerName(socket)) {
      refused('it names no host', accepted)
      return void socket.destroy()
    }
    newcomers.letIn(accepted)
    http.emit('connection', socket)
  })
  const line = createGreetingLine(machine, (socket) => void secure.emit('connection', socket))
  secure.on('tlsClientError', (error: Error & { code?: string }, socket: TLSSocket) =>
    refused(error.code ?? 'no TLS is spoken', socket),
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

const NO_SUCH_HOST = 'it asks for a host that is not here'

/** Reading a certificate and a key takes longer than a handshake should. */
function createContexts() {
  const contexts = new WeakMap<CertificatePair, SecureContext>()
  return (shown: CertificatePair): SecureContext => {
    const context = contexts.get(shown) ?? createSecureContext({ ...TLS_RULES, ...withoutClients(shown) })
    contexts.set(shown, context)
    return context
  }
}

/** The host that was named in the handshake. */
export const serverNameOf = (socket: Socket): string | undefined => {
  const name = (socket as Partial<TLSSocket>).servername // of a plain one there is none
  return typeof name === 'string' && name !== '' ? name : undefined
}

const hasServerName = (socket: TLSSocket) => serverNameOf(socket) !== undefined

const withoutClients = ({ cert, key }: CertificatePair) => ({
  cert,
  key,
  requestCert: false,
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
})
