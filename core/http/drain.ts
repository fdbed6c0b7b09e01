import type { Server as HttpServer } from 'node:http'
import type { Server } from 'node:net'
import type { Clock } from '../clock.ts'
import { isWorkedOn, type Connections } from './connections.ts'

const LOOK_MILLISECONDS = 20

/** How long a request may still arrive, and an answer still leave, when the end has come: a second. */
const MAX_SWEEPS = 50

/**
 * Ends servers in good order: what their handlers work on is finished, however long it takes. Connections on which
 * nothing goes on are cut. Node closes those by itself that have answered a request, but not those that never sent one
 * (browsers keep some in reserve), and it would wait for a half request for ever.
 * @param longestEnd after so long whatever goes on is cut, too; milliseconds
 */
export async function drain(
  http: HttpServer,
  servers: readonly Server[],
  connections: Connections,
  clock: Clock,
  longestEnd = Infinity,
): Promise<void> {
  let sweeps = 0
  const begin = clock.monotonic()
  const stop = clock.every(LOOK_MILLISECONDS, () => {
    http.closeIdleConnections()
    const all = [...connections]
    const isOver = all.every(({ turn }) => !turn) || (++sweeps > MAX_SWEEPS && !all.some(isWorkedOn))
    if (isOver || clock.monotonic() - begin >= longestEnd) for (const { socket } of all) socket.destroy()
  })
  await Promise.all(servers.filter(({ listening }) => listening).map(closed))
  stop()
}

const closed = (server: Server) => new Promise<void>((resolve) => void server.close(() => resolve()))
