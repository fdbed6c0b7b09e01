import { createServer } from 'node:net'
import { addressesOf, listenAt, portOf } from './loopback.ts'

/** So often another one is tried. */
const MOST_TRIES = 10

/**
 * Does something with a port at which nobody listens, where its number must be known before it is taken: an audience names it. When
 * somebody takes it meanwhile, it is done again with another.
 */
export async function withFreePort<Result>(act: (port: number) => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await act(await freePort())
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      if (!isTaken || tries === MOST_TRIES) throw error
    }
  }
}

/** A port at which nobody listens at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  const servers = [server, ...(await listenAt(server, addressesOf('localhost'), 0, {}))]
  const port = portOf(server)
  await Promise.all(servers.map((each) => new Promise((resolve) => void each.close(resolve))))
  return port
}

/**
 * For a port that is taken later: who cannot have it should touch nothing before that.
 * @param port 0 is always free
 * @throws the platform's error (`EADDRINUSE`, `EACCES`) with `port` and `address`
 */
export async function refuseTakenPort(port: number): Promise<void> {
  const server = createServer()
  const servers = [server, ...(await listenAt(server, addressesOf('localhost'), port, {}))]
  await Promise.all(servers.map((each) => new Promise((resolve) => void each.close(resolve))))
}
