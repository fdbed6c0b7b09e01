import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { Clock } from '../clock.ts'
import { answerUnreadable, NO_TUNNEL, notYet } from './before-the-app.ts'
import { createConnections } from './connections.ts'
import { drain } from './drain.ts'
import { createOneAtATime, MAX_HEADERS } from './one-at-a-time.ts'
import { stopParsingWhenDestroyed } from './stop-parsing.ts'
import type { TlsIdentity } from './tls.ts'
import { createTlsDoor } from './tls-door.ts'
import { createUnsent } from './unsent.ts'

/** A running process: where it listens, and how to end it. */
export interface Listening {
  port: number
  tlsPort: number
  /** Takes no new request, finishes those in flight, then resolves. */
  close(): Promise<void>
}

/** Ports that are ours. Until they serve an app, every request is asked to come again. */
export interface OpenPorts extends Listening {
  serve(app: RequestListener, tls: TlsIdentity): void
}

export interface PortSettings {
  host: string
  /** 0 picks a free one. */
  port: number
  tlsPort: number
  /** How long a request may take to arrive, and a connection to say what it speaks. */
  slowestRequestMilliseconds?: number
  clock: Clock
}

/** A client that sends its headers this slowly is not one of ours. Milliseconds. */
const SLOWEST_REQUEST = 10_000

/**
 * Takes a plain and a TLS port, before anything else is opened: who cannot have its ports has touched nothing.
 * @throws the platform's error (`EADDRINUSE`, `EACCES`) with `port`, when a port cannot be had
 */
export async function openPorts(settings: PortSettings): Promise<OpenPorts> {
  const { host, port, tlsPort, clock, slowestRequestMilliseconds: slowest = SLOWEST_REQUEST } = settings
  let handle: RequestListener = notYet
  const unsent = createUnsent(clock)
  const connections = createConnections(unsent.forget, slowest, clock)
  const turns = createOneAtATime({ connections, unsent, clock }, (request, response) => handle(request, response))

  const plain = createServer({
    requireHostHeader: false, // Node answers such a request by itself, out of turn: the app says what is missing
    requestTimeout: slowest,
    headersTimeout: slowest,
    connectionsCheckingInterval: slowest / 10, // Node looks every 30 s otherwise, whatever the limits say
  })
  plain.maxHeadersCount = MAX_HEADERS
  plain.on('connection', (socket) => {
    stopParsingWhenDestroyed(socket)
    if (connections.of(socket)) return // by the TLS door
    const connection = connections.take(socket, 'plain')
    if (connection) connections.opened(connection, socket)
  })
  plain.on('request', turns.arrive)
  plain.on('checkExpectation', turns.arrive)
  plain.on('connect', (_request, socket: Socket) => {
    const connection = connections.of(socket)
    if (connection) turns.sayLast(connection, answerUnreadable(NO_TUNNEL))
    else socket.destroy()
  })
  plain.on('clientError', (error: Error & { code?: string }, socket) => {
    const connection = connections.of(socket)
    if (connection?.last !== undefined) return // what it still says is not read
    if (error.code === 'ECONNRESET' || !socket.writable || !connection) return void socket.destroy()
    turns.sayLast(connection, answerUnreadable(error.code))
  })
  // One server of HTTP for both: what comes in by the TLS door is handed to it.
  const door = createTlsDoor(connections, (socket) => plain.emit('connection', socket))

  const close = async () => {
    await drain(plain, [plain, door.server], connections, clock)
    connections.close()
    unsent.close()
  }
  try {
    await start(plain, port, host)
    await start(door.server, tlsPort, host)
  } catch (error) {
    await close()
    throw error
  }
  return {
    port: (plain.address() as AddressInfo).port, // a TCP server that listens
    tlsPort: (door.server.address() as AddressInfo).port, // likewise
    serve(app, tls) {
      handle = app
      door.open(tls)
    },
    close,
  }
}

function start(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(Object.assign(error, { port })))
    server.listen(port, host, resolve)
  })
}
