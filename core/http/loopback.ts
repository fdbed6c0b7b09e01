import { BlockList, createServer, isIP, type Server, type ServerOpts } from 'node:net'
import { holdAsAgreed } from './process-hold.ts'

/** What `localhost` stands for (RFC 6761 §6.3). Which one is tried first differs from machine to machine. */
export const LOOPBACKS = ['127.0.0.1', '::1']

/** Free ports are tried this often: the one that is free at one address may be taken at the other. */
const MAX_PORT_TRIES = 20

/** What a server of HTTP asks of its sockets (`http.Server` extends `net.Server`). */
export const LIKE_HTTP = { allowHalfOpen: true, noDelay: true }

/** At which addresses a process listens for a HOST: for `localhost` at both loopbacks, so that the name leads here. */
export const addressesOf = (host: string): readonly string[] => (host === 'localhost' ? LOOPBACKS : [host])

/**
 * Lets a server listen at several addresses. One that the machine does not have (IPv6 may be turned off) is left out, as
 * long as there is another.
 * @param port 0 picks one that is free at all of them
 * @param options those of the server itself
 * @returns one server for each further address, which hands its connections to the first; they are ended with it
 * @throws the platform's error (`EADDRINUSE`, `EACCES`) with `port` and `address`; then nothing listens
 */
export async function listenAt(
  server: Server,
  addresses: readonly string[],
  port: number,
  options: ServerOpts,
): Promise<Server[]> {
  for (let tries = 1; ; tries++) {
    try {
      return await listenAtAll(server, addresses, port, options)
    } catch (error) {
      if (port !== 0 || systemCodeOf(error) !== 'EADDRINUSE' || tries === MAX_PORT_TRIES) throw error
    }
  }
}

async function listenAtAll(
  server: Server,
  [first = '', ...others]: readonly string[],
  port: number,
  options: ServerOpts,
): Promise<Server[]> {
  try {
    await start(server, first, port)
  } catch (error) {
    if (isMissing(error) && others.length > 0) return listenAtAll(server, others, port, options)
    throw error
  }
  const twins: Server[] = []
  try {
    for (const address of others) {
      const twin = createServer(options, (socket) => server.emit('connection', socket))
      await start(twin, address, portOf(server)).then(() => twins.push(twin), unlessMissing)
    }
    return twins
  } catch (error) {
    await Promise.all([server, ...twins].map((one) => new Promise((resolve) => void one.close(resolve))))
    throw error
  }
}

function start(server: Server, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(Object.assign(error, { port, address }))
    server.once('error', fail)
    server.listen(port, address, () => {
      server.off('error', fail)
      holdAsAgreed(server)
      resolve()
    })
  })
}

/** The port of a server that listens. */
export function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const systemCodeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined)

const isMissing = (error: unknown) => ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(String(systemCodeOf(error)))

function unlessMissing(error: unknown): void {
  if (!isMissing(error)) throw error
}

const OF_THIS_MACHINE = new BlockList()
OF_THIS_MACHINE.addSubnet('127.0.0.0', 8)
OF_THIS_MACHINE.addAddress('::1', 'ipv6')

/** Is this an address of this machine that no other can reach? Also one of IPv4 as IPv6 writes it. */
export const isLoopback = (address = ''): boolean =>
  isIP(address) !== 0 && OF_THIS_MACHINE.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
