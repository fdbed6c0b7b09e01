import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import type { Clock } from '#core/clock'
import { endWhenGone, endUnlessOpened, endWithOther } from './alive.ts'
import { TunnelConnection } from './connection.ts'
import { DRAINING, TUNNEL_MEGABYTES, TUNNEL_SETTINGS } from './rules.ts'
import { widenWindow } from './tunnel-window.ts'
import { createUnusedConnections } from './unused-connections.ts'

/** The end of a tunnel that opens connections through it: that of the relay, though the agent has dialled. */
export interface Tunnel {
  /**
   * A connection to what is behind the other end, with 'connect' when that is reached. What is written before waits there; where it is
   * refused, it ends with ConnectionRefused.
   * @throws the platform's error where the tunnel is over
   */
  dial(): TunnelConnection
  /** Connections that are open. */
  readonly connections: number
  /** Those of them that are not just kept for later. */
  readonly busy: number
  /** Takes no more; those that are open may finish, `now`: they are cut. */
  close(now?: 'now'): void
  /** Whether the other end speaks this: resolves with false when it is over before that, as it is where nothing comes in time. */
  readonly opened: Promise<boolean>
  /** Resolves when the other end wants no more connections, at the latest when it is over: choose another one from then on. */
  readonly closing: Promise<void>
  /** Resolves when it is over, whoever ended it. */
  readonly ended: Promise<void>
}

/** What the other end says that it is. */
export class ConnectionRefused extends Error {
  override readonly name = 'ConnectionRefused'
  readonly code = 'ECONNREFUSED'

  constructor() {
    super('what is behind the tunnel cannot be reached')
  }
}

const { NGHTTP2_NO_ERROR, HTTP2_HEADER_METHOD, HTTP2_HEADER_AUTHORITY, HTTP2_HEADER_STATUS } = constants
const OK = 200

/**
 * Turns a connection around: whoever was dialled opens streams on it (RFC 9113 §3.4, without TLS of its own: that is below).
 * @param socket on which both have agreed to speak this, and nothing else is under way
 * @param name of what is behind, for the other end
 */
export function openDialTunnel(socket: Socket, name: string, clock: Clock): Tunnel {
  endWithOther(socket)
  const session = connect('http://tunnel.invalid', {
    createConnection: () => socket,
    settings: TUNNEL_SETTINGS,
    maxSessionMemory: TUNNEL_MEGABYTES,
    peerMaxConcurrentStreams: TUNNEL_SETTINGS.maxConcurrentStreams ?? 0,
  })
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const { promise: opened, resolve: isOpened } = Promise.withResolvers<boolean>()
  widenWindow(session)
  session.once('remoteSettings', () => isOpened(true))
  session.on('error', () => {}) // 'close' follows
  session.on('stream', (stream) => stream.close()) // whoever is behind a tunnel pushes nothing
  const { promise: closing, resolve: isClosing } = Promise.withResolvers<void>()
  session.on('ping', (said) => void (DRAINING.equals(said) && isClosing()))
  session.once('goaway', () => {
    isClosing()
    session.close()
  })
  session.once('close', () => {
    isOpened(false)
    isClosing()
    resolve()
  })
  endUnlessOpened(session, 'remoteSettings', clock)
  endWhenGone(session, socket, clock)
  const unused = createUnusedConnections(clock, ended)
  void closing.then(unused.endAll)
  let connections = 0

  return {
    dial() {
      const stream = request(session, name)
      const connection = new TunnelConnection(stream)
      connections++
      unused.follow(connection)
      stream.once('response', (head) => {
        if (Number(head[HTTP2_HEADER_STATUS]) === OK) connection.emit('connect')
        else connection.destroy(new ConnectionRefused())
      })
      connection.once('close', () => void connections--)
      return connection
    },
    get connections() {
      return connections
    },
    get busy() {
      return connections - unused.count
    },
    close(now) {
      if (now) session.destroy(undefined, NGHTTP2_NO_ERROR)
      else session.close()
    },
    opened,
    closing,
    ended,
  }
}

/** @throws the platform's error where the tunnel is over */
const request = (session: ClientHttp2Session, name: string): ClientHttp2Stream =>
  session.request({ [HTTP2_HEADER_METHOD]: 'CONNECT', [HTTP2_HEADER_AUTHORITY]: name }, { endStream: false })
