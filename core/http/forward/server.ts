import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket, type TlsOptions } from 'node:tls'
import type { Clock } from '../../clock.ts'
import { answerUnreadable, NO_TUNNEL } from '../before-the-app.ts'
import { REQUEST_RULES, TLS_RULES } from '../explicit.ts'
import { agreeInLine } from '../agree-in-line.ts'
import { sayLastWord } from '../last-word.ts'
import { createServer } from '../node-http.ts'
import { MAX_HEADERS } from '../one-at-a-time.ts'
import { stopParsingWhenDestroyed } from '../stop-parsing.ts'
import { createClientSockets } from './client-sockets.ts'
import { protocolAskedFor } from './upgrade.ts'

export interface ForwardServerHandlers {
  /** Each request, its body not read yet; also one that asks to change to a protocol that may not be changed to. */
  request: RequestListener
  /** Each that asks to change the protocol to one of `upgradeTo`. Absent: these are requests like others. */
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** CONNECT. Absent: 405. */
  connect?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

export interface ForwardServerSettings {
  clock: Clock
  /** With these it speaks TLS, and HTTP/1.1 in it. */
  tls?: TlsOptions
  /** It is handed connections on which somebody else has agreed on TLS: they count as any. Absent: those come within others. */
  takesTls?: boolean
  /** Absent: `websocket`. */
  upgradeTo?: readonly string[]
  /** There are no more at once: one on which nothing is asked makes room for one that comes. */
  maxConnections?: number
  /** How long the head of a request may take to arrive. Milliseconds. */
  slowestHead?: number
  /** How long a connection is kept on which nothing is asked. Milliseconds. */
  idle?: number
}

/** Sent before the answers to the earlier ones have been read; each is passed on at once. */
const MOST_AHEAD = 16

/**
 * A server whose requests can be passed on: bodies come as they are sent (core/http/listen.ts reads them whole), the one who
 * is asked decides about `Expect: 100-continue`, and what is no HTTP is answered with problem+json. It does not listen yet.
 */
export function createForwardServer(
  { request: handle, upgrade, connect }: ForwardServerHandlers,
  {
    clock,
    tls,
    takesTls = tls !== undefined,
    upgradeTo,
    maxConnections = 512,
    slowestHead = 10_000,
    idle = 60_000,
  }: ForwardServerSettings,
): Server {
  const rules = {
    ...REQUEST_RULES,
    requireHostHeader: false, // Node would answer by itself: who passes on says what is missing
    headersTimeout: slowestHead,
    requestTimeout: 0, // a body may take long: who passes on sees that it moves
    connectionsCheckingInterval: slowestHead / 10,
    keepAliveTimeout: idle,
    noDelay: true,
    // Where Node knows this (from 24.9), a request for another protocol keeps its connection.
    shouldUpgradeCallback: (request: IncomingMessage) =>
      !!upgrade && protocolAskedFor(request, upgradeTo) !== undefined,
  }
  const server: Server = tls
    ? createSecureServer({ ...TLS_RULES, ALPNProtocols: ['http/1.1'], handshakeTimeout: slowestHead, ...tls, ...rules })
    : createServer(rules)
  if (tls) agreeInLine(server, { clock, patience: slowestHead, most: maxConnections })
  server.maxHeadersCount = MAX_HEADERS // beyond these, Node leaves them out: the request is refused (./refusals.ts)

  const idleAtMost = idle + 2 * slowestHead // Node ends those that are silent sooner
  const clients = createClientSockets({ clock, most: maxConnections, idle: idleAtMost, look: slowestHead / 10 })
  server.once('close', clients.close)
  const arrive = (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    if (clients.asks(socket) > MOST_AHEAD) return void socket.destroy()
    response.once('close', () => clients.answered(socket))
    handle(request, response)
  }
  server.on('request', arrive)
  server.on('checkContinue', arrive)
  server.on('checkExpectation', arrive)
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    stopParsingWhenDestroyed(socket)
    clients.came(socket, takesTls || !(socket instanceof TLSSocket))
  })
  if (upgrade)
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (clients.handOut(request.socket)) upgrade(request, socket, head)
      else socket.destroy()
    })
  server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {}) // 'close' follows
    if (!clients.handOut(request.socket)) socket.destroy()
    else if (connect) connect(request, socket, head)
    else sayLastWord(socket, answerUnreadable(NO_TUNNEL))
  })
  server.on('clientError', (error: Error & { code?: string }, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    sayLastWord(socket, answerUnreadable(error.code))
  })
  return server
}
