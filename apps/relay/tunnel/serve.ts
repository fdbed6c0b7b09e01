import { constants, performServerHandshake, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock } from '#core/clock'
import { endUnlessOpened, endWhenGone, endWithOther } from './alive.ts'
import { TunnelConnection } from './connection.ts'
import { drainSession } from './drain-session.ts'
import { join } from './join.ts'
import { TUNNEL_MEGABYTES, TUNNEL_SETTINGS } from './rules.ts'
import { widenWindow } from './tunnel-window.ts'

/** The end of a tunnel behind which the service is: that of the agent. */
export interface ServedTunnel {
  /** Asks for no more connections; those that are open, or just being opened, may finish, `now`: they are cut. */
  close(now?: 'now'): void
  /** Whether the other end speaks this, and has heard that somebody serves here: resolves with false when it is over before that. */
  readonly opened: Promise<boolean>
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
  // A server of the platform would look at what TLS has agreed on, which is HTTP/1.1: that was spoken until now.
  const session = performServerHandshake(socket, {
    settings: TUNNEL_SETTINGS,
    maxSessionMemory: TUNNEL_MEGABYTES,
    peerMaxConcurrentStreams: TUNNEL_SETTINGS.maxConcurrentStreams ?? 0,
  })
  const { promise: closing, resolve: isClosing } = Promise.withResolvers<void>()
  const { promise: opened, resolve: isOpened } = Promise.withResolvers<boolean>()
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  let connections = 0
  let isDraining = false
  widenWindow(session)
  session.on('error', () => {}) // 'close' follows
  session.once('localSettings', () => isOpened(true)) // the other end has read them, and says so (RFC 9113 §6.5.3)
  session.once('goaway', () => isClosing())
  endUnlessOpened(session, 'localSettings', clock)
  endWhenGone(session, socket, clock)
  session.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    connections++
    stream.once('close', () => void connections--)
    stream.on('error', () => {}) // 'close' follows
    if (headers[HTTP2_HEADER_METHOD] === 'CONNECT') void joinService(stream, reach)
    else refuseStream(stream, METHOD_NOT_ALLOWED)
  })
  socket.once('close', () => {
    isOpened(false)
    isClosing()
    resolve()
  })
  return {
    close(now) {
      if (now) return void socket.destroy()
      if (isDraining) return
      isDraining = true
      drainSession(session, () => connections, clock)
    },
    opened,
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
