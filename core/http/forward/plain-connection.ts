import type { Buffer } from 'node:buffer'
import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectSecure } from 'node:tls'
import type { Client } from 'undici'
import { HEADER_RULES } from '../explicit.ts'
import { UndiciClient } from '../pool.ts'
import { IDLE, WAY, type ConnectOptions } from './connect-options.ts'

/** A connection, and undici's client on it: it carries one request after the other. */
export interface PlainConnection {
  readonly socket: Socket
  readonly client: Client
  /** With TLS: whoever answers has been recognised. */
  isConnected: boolean
}

/** As Node's agent does. Milliseconds. */
const KEEP_ALIVE_DELAY = 1000

/** The times that count are those of the forwarder (./exchange.ts). */
const UNDICI_RULES = {
  ...HEADER_RULES,
  pipelining: 1,
  headersTimeout: 0,
  bodyTimeout: 0,
  keepAliveTimeout: IDLE,
  keepAliveMaxTimeout: IDLE,
  keepAliveTimeoutThreshold: WAY,
}

/** undici would only read a name and a port in it. */
const SOMEWHERE = 'http://target.invalid'

/**
 * @param isGone told of each connection that ends
 * @returns opens a connection to one target, as it is said how to connect to it
 */
export function openerOf(
  { socketPath, ...options }: ConnectOptions,
  isSecure: boolean,
  isGone: (connection: PlainConnection) => void,
): () => PlainConnection {
  let session: Buffer | undefined // of the last connection: the next one need not agree on everything anew

  function openSocket(): Socket {
    if (!isSecure) return connectPlain(socketPath === undefined ? (options as { port: number }) : { path: socketPath })
    const socket = connectSecure({ ...options, ALPNProtocols: ['http/1.1'], ...(session && { session }) })
    return socket.on('session', (fresh) => void (session = fresh))
  }

  return () => {
    const socket = openSocket().setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_DELAY)
    let isAskedAgain = false
    const client = new UndiciClient(SOMEWHERE, {
      ...UNDICI_RULES,
      connect(_options, callback) {
        // This connection is over: another one is for us to open.
        if (isAskedAgain) return queueMicrotask(() => callback(new ConnectionOver(), null))
        isAskedAgain = true
        const fail = (error: Error) => callback(error, null)
        socket.once('error', fail)
        socket.once(isSecure ? 'secureConnect' : 'connect', () => {
          socket.off('error', fail)
          connection.isConnected = true
          callback(null, socket)
        })
      },
    })
    const connection = { socket, client, isConnected: false }
    socket.on('error', () => {}) // 'close' follows
    socket.once('close', () => isGone(connection))
    return connection
  }
}

/** A kept connection has ended before the request could be written. */
class ConnectionOver extends Error {
  readonly code = 'ECONNRESET'
}
