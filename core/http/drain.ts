import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { systemClock, type Clock } from '../clock.ts'

/** Ends a server in good order. */
export type Drain = () => Promise<void>

const SWEEP_MILLISECONDS = 20

/** How long a request may still arrive, and an answer still leave, when the end has come: a second. */
const MAX_SWEEPS = 50

/**
 * Follows what is going on at a server, so that it can end: what its handlers work on is finished, however long it
 * takes. Connections on which nothing goes on are cut. Node closes those by itself that have answered a request, but
 * not those that never sent one (browsers keep some in reserve), and it would wait for a half request for ever.
 */
export function followConnections(server: Server, clock: Pick<Clock, 'every'> = systemClock): Drain {
  const open = new Set<Socket>()
  const going = new Map<ServerResponse, IncomingMessage>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  server.on('request', (request, response) => {
    going.set(response, request)
    response.once('close', () => going.delete(response))
  })
  const isWorkedOn = () => [...going].some(([response, request]) => request.complete && !response.writableEnded)

  return () => {
    if (!server.listening) return Promise.resolve()
    return new Promise((resolve) => {
      let sweeps = 0
      const stop = clock.every(SWEEP_MILLISECONDS, () => {
        server.closeIdleConnections()
        const isOver = going.size === 0 || (++sweeps > MAX_SWEEPS && !isWorkedOn())
        if (isOver) for (const socket of open) socket.destroy()
      })
      server.close(() => {
        stop()
        resolve()
      })
    })
  }
}
