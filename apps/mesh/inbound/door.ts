import { constants } from 'node:crypto'
import type { Server } from 'node:http'
import { createServer, type Server as NetServer, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import type { Clock } from '#core/clock'
import { readSpiffeId } from '#core/http/certificates/spiffe-id'
import { TLS_RULES } from '#core/http/explicit'
import { createForwardServer, type ForwardServerHandlers } from '#core/http/forward/server'
import { createGreetingLine } from '#core/http/greeting-line'
import { acceptedUnder, createNewcomers } from '#core/http/newcomers'
import { createPeerReader, type PeerIdentity } from '#core/http/peer-identity'
import type { TlsIdentity } from '#core/http/tls'
import type { PeerMode } from '#core/policy/mesh/peer-mode'

/** One port that takes mutual TLS, plaintext, or both, as PeerAuthentication says at this moment. */
export interface MeshDoor {
  /** It does not listen yet. */
  server: NetServer
  /** Speaks HTTP with whoever was let in; it never listens itself. */
  http: Server
  /** Who is on the other side; undefined for plaintext. */
  peerOf(socket: Socket): PeerIdentity | undefined
  /** Whether whoever is connected may still ask: policies change, and certificates end. */
  isWelcome(socket: Socket): boolean
  /** Shows another certificate to who comes from now on. */
  renew(tls: TlsIdentity): void
  /** Lets nobody new in. */
  refuseNew(): void
  /** Cuts off whoever is still there. */
  close(): void
}

export interface DoorParts {
  handlers: Required<ForwardServerHandlers>
  tls: TlsIdentity
  mode: () => PeerMode['mode']
  /** Of the mesh: peers of others are strangers. */
  trustDomains: readonly string[]
  machine: Clock
  log: { info(fields: object, event: string): void }
  /** Of those who ask, and as many again who do not speak HTTP yet. Absent: as many as a port has. */
  mostConnections?: number
}

/** Every TLS connection begins with a record of this type: a handshake (RFC 8446 §5.1). */
const HANDSHAKE_RECORD = 0x16

/** Who says nothing for so long is not waited for; nor is a handshake. Milliseconds. */
const SLOWEST_GREETING = 10_000

/**
 * Opens the port of a workload. Whoever is not let in is cut off, as the mesh does it: there is no HTTP yet in which it could be
 * told why. The log says it.
 */
export function createMeshDoor(parts: DoorParts): MeshDoor {
  const { handlers, tls, mode, trustDomains, machine, log, mostConnections: most = 512 } = parts
  const peers = new WeakMap<Socket, PeerIdentity>()
  const readPeer = createPeerReader()
  const sockets = new Set<Socket>()
  const newcomers = createNewcomers({ clock: machine, patience: SLOWEST_GREETING, most })

  // Node watches how slow the requests of a server are from the moment at which it listens; ours is handed its connections.
  const http = createForwardServer(handlers, { clock: machine, takesTls: true, maxConnections: most })
  http.emit('listening')
  const rules = { ...TLS_RULES, ALPNProtocols: ['http/1.1'], handshakeTimeout: SLOWEST_GREETING }
  const secure = createTlsServer({ ...rules, ...secureOptions(tls) }, (socket) => {
    socket.on('error', () => {}) // 'close' follows
    void greet(socket)
  })
  const line = createGreetingLine(machine, (socket) => void secure.emit('connection', socket))
  secure.on('tlsClientError', (error: Error & { code?: string }, socket: TLSSocket) => {
    log.info({ why: whyNoHandshake(error), peer: socket.remoteAddress }, 'peer-refused')
  })

  async function greet(socket: TLSSocket): Promise<void> {
    const accepted = acceptedUnder(socket)
    line.agreed(accepted)
    const peer = await readPeer(socket, machine.now())
    if (socket.destroyed) return
    if (!peer) return cut(socket, 'its certificate is not that of a workload')
    if (!trustDomains.includes(readSpiffeId(peer.uri)?.trustDomain ?? ''))
      return cut(socket, 'it is of another trust domain')
    peers.set(socket, peer)
    newcomers.letIn(accepted)
    http.emit('connection', socket)
  }

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    newcomers.came(socket)
    socket.on('error', () => {}) // 'close' follows
    socket.once('close', () => sockets.delete(socket))
    socket.once('data', (first: Buffer) => {
      socket.pause()
      const isTls = first[0] === HANDSHAKE_RECORD
      if (!takes(mode(), isTls)) return cut(socket, isTls ? 'no TLS is spoken here' : 'mutual TLS alone is spoken here')
      socket.unshift(first)
      if (isTls) return line.join(socket)
      newcomers.letIn(socket)
      http.emit('connection', socket)
      socket.resume()
    })
  })

  function cut(socket: Socket, why: string): void {
    log.info({ why, peer: socket.remoteAddress }, 'peer-refused')
    socket.destroy()
  }

  return {
    server,
    http,
    peerOf: (socket) => peers.get(socket),
    isWelcome(socket) {
      const peer = peers.get(socket)
      return peer ? peer.until > machine.now() && mode() !== 'DISABLE' : mode() !== 'STRICT'
    },
    renew: (other) => secure.setSecureContext(secureOptions(other)),
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

const takes = (mode: PeerMode['mode'], isTls: boolean) => mode === 'PERMISSIVE' || (mode === 'STRICT') === isTls

/** Nobody without a certificate of the mesh's own authority is let in. */
const secureOptions = ({ ca, cert, key }: TlsIdentity) => ({
  ca,
  cert,
  key,
  requestCert: true,
  rejectUnauthorized: true, // said explicitly, for the environment can turn it off
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
})

/** The platform's words, without its addresses. */
const whyNoHandshake = ({ code, message }: Error & { code?: string }) => code ?? message.split(':')[0] ?? ''
