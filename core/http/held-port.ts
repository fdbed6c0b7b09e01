import { createServer, type Server, type Socket } from 'node:net'
import { allEnded } from '../files/all-ended.ts'
import type { Place } from './listen-address.ts'
import { addressesOf, LIKE_HTTP, listenAt, portOf } from './loopback.ts'

/** A port of this machine that is ours, also while there is nobody yet to serve at it. */
export interface HeldPort {
  place: Place & { port: number }
  /** From now on this one takes whoever comes; before, they are turned away. */
  serve(take: (socket: Socket) => void): void
  /** Lets go of it; whoever came stays with the one that took them. */
  close(): void
}

/**
 * Takes a port at both loopbacks before what is behind it is opened: its number is known from then on, and nobody else can have it.
 * @param port 0 picks a free one
 * @throws the platform's error (`EADDRINUSE`, `EACCES`) with `port` and `address`; then nothing listens
 */
export async function holdPort(port: number): Promise<HeldPort> {
  let take = turnAway
  const server = createServer(LIKE_HTTP, (socket) => take(socket))
  const servers = [server, ...(await listenAt(server, addressesOf('localhost'), port, LIKE_HTTP))]
  const found = portOf(server)
  return {
    place: { shown: `localhost:${found}`, port: found, servers },
    serve: (taker) => void (take = taker),
    close: () => servers.forEach((each) => void each.close()),
  }
}

const turnAway = (socket: Socket): void => void socket.destroy()

/** Takes several, or none. @throws as holdPort */
export async function holdPorts<Name extends string>(
  ports: Readonly<Record<Name, number>>,
): Promise<Record<Name, HeldPort>> {
  const held: [string, HeldPort][] = []
  const hold = async ([name, port]: [string, number]) => void held.push([name, await holdPort(port)])
  try {
    await allEnded(Object.entries<number>(ports).map(hold))
    return Object.fromEntries(held) as Record<Name, HeldPort> // one for each
  } catch (error) {
    for (const [, each] of held) each.close()
    throw error
  }
}

/** Lets a server that does not listen itself serve at a held port. */
export function serveAt(held: HeldPort, server: Server): void {
  server.emit('listening') // from then on Node looks at heads that take too long
  held.serve((socket) => handOver(server, socket))
}

/** Hands a server somebody who came to a held port. */
export const handOver = (server: Server, socket: Socket): void => {
  if (!socket.destroyed) server.emit('connection', socket)
}
