import { constants } from 'node:crypto'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls'
import type { Connections } from './connections.ts'
import type { TlsIdentity } from './tls.ts'
import { answerWithoutTls } from './before-the-app.ts'
import { TLS_RULES } from './explicit.ts'

/** The TLS port. It may listen before there is a certificate: who comes earlier waits at the door. */
export interface TlsDoor {
  server: Server
  /** From now on it opens. Once more: from now on it shows another certificate, to who comes from then on. */
  open(tls: TlsIdentity): void
}

/** Every TLS connection begins with a record of this type: a handshake (RFC 8446 §5.1). */
const HANDSHAKE = 0x16

/** Who has greeted cannot begin again, as TLS 1.2 allows: the limit that Node has for that is one of its own TLS server. */
const ONE_HANDSHAKE = constants.SSL_OP_NO_RENEGOTIATION

/** @param onSecure is handed each socket on which TLS is agreed */
export function createTlsDoor(connections: Connections, onSecure: (socket: TLSSocket) => void): TlsDoor {
  let context: SecureContext | undefined
  const early = new Set<Socket>()

  const server = createServer({ noDelay: true }, (socket) => {
    if (!connections.take(socket, 'tls')) return
    socket.on('error', () => {}) // it hangs up: 'close' follows
    socket.once('data', (first: Buffer) => decide(socket, first))
  })

  function decide(socket: Socket, first: Buffer): void {
    socket.pause()
    if (first[0] !== HANDSHAKE) return refuse(socket)
    socket.unshift(first)
    if (context) greet(socket, context)
    else early.add(socket.once('close', () => early.delete(socket)))
  }

  function greet(socket: Socket, secureContext: SecureContext): void {
    const secure = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] })
    const giveUp = () => void secure.destroy()
    secure.once('error', giveUp)
    secure.once('secure', () => {
      secure.off('error', giveUp)
      const connection = connections.of(socket)
      if (!connection) return giveUp()
      connections.opened(connection, secure)
      onSecure(secure)
    })
  }

  function refuse(socket: Socket): void {
    const address = server.address() as AddressInfo | null // a TCP server: null when it has just ceased to listen
    if (!address) return void socket.destroy()
    socket.resume() // what else it says is not read, but a full pipe would keep the answer from it
    socket.end(answerWithoutTls(address.port))
  }

  return {
    server,
    open({ cert, key }) {
      context = createSecureContext({ cert, key, ...TLS_RULES, secureOptions: ONE_HANDSHAKE })
      for (const socket of early) greet(socket, context)
      early.clear()
    },
  }
}
