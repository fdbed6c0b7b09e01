import { createServer } from 'node:net'
import { PARTY_PORTS } from '#core/config/parties'
import { rowOf, STARTED_NAMES, type ProcessName } from '#core/config/processes'

/**
 * Below the range from which operating systems pick ports by themselves: whatever another test opens on port 0, and
 * every outgoing connection, stays clear of these. Each worker of a run has a stretch that is its own: two that look at
 * the same port at the same time would both find it free. Those of another run at the same time lie elsewhere, but for chance.
 */
const FIRST = 20_000
const STRETCH = 400
const STRETCHES = 30

/** The number of this worker: no other one that works at the same time has it. */
const worker = () => Number(process.env['VITEST_POOL_ID'] ?? 0)

/** One that needs more ports than there are in its stretch begins it anew: what it was given first is long over. */
const nextPort = () => FIRST + ((7 * process.ppid + worker()) % STRETCHES) * STRETCH + (next++ % STRETCH)

let next = 0

/** Ports that nobody listens on, and that no other call here was given of late. */
export async function freePorts(count: number): Promise<number[]> {
  const found: number[] = []
  while (found.length < count) {
    const port = nextPort()
    if (await isFree(port)) found.push(port)
  }
  return found
}

/** Whether a process could listen on a port of this machine, now. */
export async function isFree(port: number): Promise<boolean> {
  return (await isFreeAt(port, '127.0.0.1')) && isFreeAt(port, '::1')
}

/** An address that the machine does not have is no hindrance. */
function isFreeAt(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'EADDRINUSE'))
    server.listen(port, address, () => server.close(() => resolve(true)))
  })
}

/** The settings that put a process on these ports. */
export function settingsFor(name: ProcessName, { port, tlsPort }: { port: number; tlsPort: number }) {
  const { prefix } = rowOf(name)
  return { [`${prefix}_PORT`]: String(port), [`${prefix}_TLS_PORT`]: String(tlsPort) }
}

/** The settings that put all processes of `npm start` on free ports, and those ports. */
export async function freePortSettings(): Promise<{ env: Record<string, string>; ports: Record<string, number> }> {
  const names = STARTED_NAMES.flatMap((name) => {
    const { prefix, tlsPort } = rowOf(name)
    return [`${prefix}_PORT`, ...(tlsPort === undefined ? [] : [`${prefix}_TLS_PORT`])]
  })
  const parties = Object.values(PARTY_PORTS).map(({ variable }) => variable)
  const free = await freePorts(names.length + parties.length)
  const ports = Object.fromEntries(names.map((name, index) => [name, free[index] ?? 0]))
  const env = Object.fromEntries([...names, ...parties].map((name, index) => [name, String(free[index] ?? 0)]))
  return { env, ports }
}
