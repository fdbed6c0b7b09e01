import type { RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../clock.ts'
import { answerUnreadable, NO_TUNNEL, notYet } from './before-the-app.ts'
import { createConnections, type Connections, type Door } from './connections.ts'
import { drain } from './drain.ts'
import { REQUEST_RULES } from './explicit.ts'
import { createServer } from './node-http.ts'
import { addressesOf, LIKE_HTTP, listenAt, portOf } from './loopback.ts'
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
  /** Shows another certificate from now on; connections that stand go on. */
  renew(tls: TlsIdentity): void
  /** Lets the TLS port show other certificates, to who comes from now on; who is there has to come again. */
  pretend(choose: () => TlsIdentity | undefined): void
  /** Lets the TLS port ask who comes for a certificate of our CA, at each greeting for which this says so. None is required. */
  askForCertificates(when: () => boolean): void
}

/** The one port of a process that no other process calls. */
export interface OpenPlainPort extends Pick<Listening, 'port' | 'close'> {
  serve(app: RequestListener): void
}

/** The one port of a process, with TLS. */
export interface OpenTlsPort extends Pick<OpenPorts, 'port' | 'close' | 'serve' | 'renew'> {}

export interface PortSettings {
  /** An address, a name, or `localhost` for both loopbacks. */
  host: string
  /** 0 picks a free one. */
  port: number
  tlsPort: number
  /** How long a request may take to arrive, and a connection to say what it speaks. */
  slowestRequestMilliseconds?: number
  /** How long its end waits for what is worked on. Absent: as long as that takes. Milliseconds. */
  longestEnd?: number | undefined
  clock: Clock
}

/** A client that sends its headers this slowly is not one of ours. Milliseconds. */
const SLOWEST_REQUEST = 10_000

/**
 * Takes a plain and a TLS port, before anything else is opened: who cannot have its ports has touched nothing.
 * @throws the platform's error (`EADDRINUSE`, `EACCES`) with `port` and `address`, when a port cannot be had
 */
export const openPorts = (settings: PortSettings): Promise<OpenPorts> => openDoors(settings)

/** The same for a plain port alone. */
export async function openPlainPort(settings: Omit<PortSettings, 'tlsPort'>): Promise<OpenPlainPort> {
  const { port, serve, close } = await openDoors({ ...settings, tlsPort: undefined })
  return { port, close, serve: (app) => serve(app) }
}

/** The same for a port with TLS alone, which has no plain one beside it. */
export async function openTlsPort({ port, ...settings }: Omit<PortSettings, 'tlsPort'>): Promise<OpenTlsPort> {
  const { tlsPort, serve, renew, close } = await openDoors({ ...settings, port: undefined, tlsPort: port })
  return { port: tlsPort, serve, renew, close }
}

type Doors = Omit<PortSettings, 'port' | 'tlsPort'> & { port: number | undefined; tlsPort: number | undefined }

interface OpenDoors extends OpenPorts {
  serve(app: RequestListener, tls?: TlsIdentity): void
}

async function openDoors(settings: Doors): Promise<OpenDoors> {
  const { host, port, tlsPort, clock, slowestRequestMilliseconds: slowest = SLOWEST_REQUEST } = settings
  let handle: RequestListener = notYet
  const unsent = createUnsent(clock)
  const connections = createConnections(unsent.forget, slowest, clock)
  const turns = createOneAtATime({ connections, unsent, clock }, (request, response) => handle(request, response))

  const plain = createServer({
    ...REQUEST_RULES,
    requireHostHeader: false, // Node answers such a request by itself, out of turn: the app says what is missing
    requestTimeout: slowest, // that of the headers is the same, unless somebody says otherwise
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
  const door = createTlsDoor(connections, clock, (socket) => plain.emit('connection', socket))

  const servers = [plain, door.server]
  const close = async () => {
    await drain(plain, servers, connections, clock, settings.longestEnd)
    if (port === undefined) plain.close() // it listens nowhere, so nobody else has ended its look-outs
    connections.close()
    unsent.close()
  }
  try {
    if (port !== undefined) servers.push(...(await listenAt(plain, addressesOf(host), port, LIKE_HTTP)))
    else plain.emit('listening') // Node looks for requests that are too slow from then on
    if (tlsPort !== undefined) servers.push(...(await listenAt(door.server, addressesOf(host), tlsPort, {})))
  } catch (error) {
    await close()
    throw error
  }
  return {
    port: portOf(plain),
    tlsPort: portOf(door.server),
    serve(app, tls) {
      handle = app
      if (tls) door.open(tls)
    },
    renew: door.open,
    askForCertificates: door.ask,
    pretend(choose) {
      door.pretend(choose)
      endThose(connections, 'tls')
    },
    close,
  }
}

/** Ends the connections of a door: at once where nothing is worked on, and else after the answer. */
function endThose(connections: Connections, door: Door): void {
  for (const { door: its, socket, turn } of connections) {
    if (its !== door) continue
    if (turn) turn.response.once('close', () => socket.destroy())
    else socket.destroy()
  }
}
