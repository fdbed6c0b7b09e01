import {
  constants,
  createServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock } from '#core/clock'
import { endWhenGone, endWithOther } from './alive.ts'
import { TunnelConnection } from './connection.ts'
import { drainSession } from './drain-session.ts'
import { join } from './join.ts'
import { TUNNEL_MEGABYTES, TUNNEL_SETTINGS, TUNNEL_WINDOW } from './rules.ts'

/** The end of a tunnel behind which the service is: that of the agent. */
export interface ServedTunnel {
  /** Asks for no more connections; those that are open, or just being opened, may finish, `now`: they are cut. */
  close(now?: 'now'): void
  /** Resolves when the other end opens no more, at the latest when it is over. */
  readonly closing: Promise<void>
  /** Resolves when it is over, whoever ended it. */
  readonly ended: Promise<void>
}

/** Opens a connection to the service. @throws whatever keeps it from that */
export type Reach = () => Promise<Duplex>

const { HTTP2_HEADER_METHOD, HTTP2_HEADER_STATUS } = constants
const [OK, BAD_GATEWAY, METHOD_NOT_ALLOWED] = [200, 502, 405]

/**
 * Joins each stream that the other end opens with a connection to the service. What comes through is passed on as it is.
 * @param socket on which both have agreed to speak this
 */
export function serveTunnel(socket: Socket, reach: Reach, clock: Clock): ServedTunnel {
  endWithOther(socket)
  const server = createServer({
    settings: TUNNEL_SETTINGS,
    maxSessionMemory: TUNNEL_MEGABYTES,
    peerMaxConcurrentStreams: TUNNEL_SETTINGS.maxConcurrentStreams ?? 0,
  })
  const { promise: closing, resolve: isClosing } = Promise.withResolvers<void>()
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  let connections = 0
  let isDraining = false
  let session: Http2Session | undefined
  server.on('session', (opened) => {
    session = opened
    opened.setLocalWindowSize(TUNNEL_WINDOW)
    opened.on('error', () => {}) // 'close' follows
    opened.once('goaway', () => isClosing())
    endWhenGone(opened, clock)
  })
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    connections++
    stream.once('close', () => void connections--)
    stream.on('error', () => {}) // 'close' follows
    if (headers[HTTP2_HEADER_METHOD] === 'CONNECT') void joinService(stream, reach)
    else refuseStream(stream, METHOD_NOT_ALLOWED)
  })
  socket.once('close', () => {
    isClosing()
    resolve()
  })
  server.emit('connection', socket)
  return {
    close(now) {
      if (now || !session) return void socket.destroy()
      if (isDraining) return
      isDraining = true
      drainSession(session, () => connections, clock)
    },
    closing,
    ended,
  }
}

async function joinService(stream: ServerHttp2Stream, reach: Reach): Promise<void> {
  let service: Duplex
  try {
    service = await reach()
  } catch {
    return refuseStream(stream, BAD_GATEWAY)
  }
  if (stream.destroyed) return void service.destroy()
  stream.respond({ [HTTP2_HEADER_STATUS]: OK })
  join(new TunnelConnection(stream), service)
}

function refuseStream(stream: ServerHttp2Stream, status: number): void {
  if (!stream.destroyed) stream.respond({ [HTTP2_HEADER_STATUS]: status }, { endStream: true })
}
