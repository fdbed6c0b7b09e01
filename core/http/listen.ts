import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Express } from 'express'
import { followConnections } from './drain.ts'
import type { TlsIdentity } from './tls.ts'
import { PROBLEM_JSON } from './problem.ts'

/** A running process: where it listens, and how to end it. */
export interface Listening {
  port: number
  tlsPort: number
  /** Takes no new request, finishes those in flight, then resolves. */
  close(): Promise<void>
}

export interface ListenSettings {
  host: string
  /** 0 picks a free one. */
  port: number
  tlsPort: number
  tls: TlsIdentity
  /** How long a request, or a greeting over TLS, may take to arrive. */
  slowestRequestMilliseconds?: number
}

/** A client that sends its headers this slowly is not one of ours. Milliseconds. */
const SLOWEST_REQUEST = 10_000

/**
 * Serves an app on a plain and a TLS port.
 * @throws the platform's error (`EADDRINUSE`, `EACCES`) with `port`, when a port cannot be had
 */
export async function listen(app: Express, settings: ListenSettings): Promise<Listening> {
  const { host, port, tlsPort, tls, slowestRequestMilliseconds = SLOWEST_REQUEST } = settings
  const limits = {
    requestTimeout: slowestRequestMilliseconds,
    headersTimeout: slowestRequestMilliseconds,
    connectionsCheckingInterval: slowestRequestMilliseconds / 10, // Node looks every 30 s otherwise, whatever the limits say
  }
  const plain = createServer(limits, app)
  const secure = createTlsServer(
    { ...limits, cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2', handshakeTimeout: slowestRequestMilliseconds },
    app,
  )
  const ends = [followConnections(plain), followConnections(secure)]
  const close = async () => void (await Promise.all(ends.map((end) => end())))
  plain.on('clientError', answerUnreadable)
  secure.on('clientError', answerUnreadable)
  // Whoever has not greeted over TLS cannot be told anything: an answer would wait for the greeting for ever.
  secure.on('tlsClientError', (_error, socket) => socket.destroy())
  try {
    await start(plain, port, host)
    await start(secure, tlsPort, host)
  } catch (error) {
    await close()
    throw error
  }
  return {
    port: (plain.address() as AddressInfo).port, // a TCP server that listens
    tlsPort: (secure.address() as AddressInfo).port, // likewise
    close,
  }
}

function start(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(Object.assign(error, { port })))
    server.listen(port, host, resolve)
  })
}

/** Node could not even parse it: too large, too slow, or no HTTP. */
function answerUnreadable(error: Error & { code?: string }, socket: Socket | import('node:stream').Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, title] = UNREADABLE[error.code ?? ''] ?? [400, 'The request is not HTTP that this process can read']
  const body = JSON.stringify({ type: 'urn:jwt-sandbox:problem:invalid-input', title, status })
  socket.end(
    `HTTP/1.1 ${status} \r\ncontent-type: ${PROBLEM_JSON}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}

const UNREADABLE: Record<string, [status: number, title: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers are larger than 16 KB'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time'],
}
