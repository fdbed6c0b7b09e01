import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TlsOptions } from 'node:tls'
import { answerUnreadable, NO_TUNNEL } from '../before-the-app.ts'
import { REQUEST_RULES, TLS_RULES } from '../explicit.ts'
import { createServer } from '../node-http.ts'
import { MAX_HEADERS } from '../one-at-a-time.ts'
import { stopParsingWhenDestroyed } from '../stop-parsing.ts'
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
  /** With these it speaks TLS, and HTTP/1.1 in it. */
  tls?: TlsOptions
  /** Absent: `websocket`. */
  upgradeTo?: readonly string[]
  /** More than these are not let in. */
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
  { tls, upgradeTo, maxConnections = 512, slowestHead = 10_000, idle = 60_000 }: ForwardServerSettings = {},
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
    ? createSecureServer({ ...TLS_RULES, ALPNProtocols: ['http/1.1'], ...tls, ...rules })
    : createServer(rules)
  server.maxConnections = maxConnections
  server.maxHeadersCount = MAX_HEADERS // beyond these, Node leaves them out: the request is refused (./refusals.ts)

  const ahead = new WeakMap<Socket, number>()
  const arrive = (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    const count = (ahead.get(socket) ?? 0) + 1
    if (count > MOST_AHEAD) return void socket.destroy()
    ahead.set(socket, count)
    response.once('close', () => ahead.set(socket, (ahead.get(socket) ?? 1) - 1))
    handle(request, response)
  }
  server.on('request', arrive)
  server.on('checkContinue', arrive)
  server.on('checkExpectation', arrive)
  server.on(tls ? 'secureConnection' : 'connection', stopParsingWhenDestroyed)
  if (upgrade) server.on('upgrade', upgrade)
  server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {}) // 'close' follows
    if (connect) connect(request, socket, head)
    else socket.end(answerUnreadable(NO_TUNNEL))
  })
  server.on('clientError', (error: Error & { code?: string }, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    socket.end(answerUnreadable(error.code), () => socket.destroy())
  })
  return server
}
