import { createServer } from 'node:net'
import { PARTY_PORTS, PARTY_PORT_NAMES, type PartyPortName } from '#core/config/parties'
import { rowOf, STARTED_NAMES, type ProcessName } from '#core/config/processes'

/**
 * Below the range from which operating systems pick ports by themselves: whatever another test opens on port 0, and
 * every outgoing connection, stays clear of these. Each worker has a stretch that is its own: two that look at the same
 * port at the same time would both find it free. It is told by its first port, at which the worker listens as long as it
 * lives: so another run at the same time, of a copy of the project, has others.
 */
const FIRST = 20_000
const STRETCH = 400
const STRETCHES = 30

/** Where the worker begins to look: no other one of its run begins there. */
const firstChoice = 7 * process.ppid + Number(process.env['VITEST_POOL_ID'] ?? 0)

let stretch: Promise<number> | undefined
let next = 0

/** One that needs more ports than there are in its stretch begins it anew: what it was given first is long over. */
const nextPort = async () => (await (stretch ??= takeStretch())) + 1 + (next++ % (STRETCH - 1))

/** @returns the first port of a stretch; where none is left, of one that somebody else has, too */
async function takeStretch(): Promise<number> {
  for (let at = 0; at < STRETCHES; at++) if (await takesPort(firstOf(at))) return firstOf(at)
  return firstOf(0)
}

const firstOf = (at: number) => FIRST + ((firstChoice + at) % STRETCHES) * STRETCH

/** Listens there until the process ends. @returns false where somebody does already */
function takesPort(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy()).unref()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
  })
}

/** Ports that nobody listens on, and that no other call here was given of late. */
export async function freePorts(count: number): Promise<number[]> {
  const found: number[] = []
  while (found.length < count) {
    const port = await nextPort()
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

/** The settings by which a program finds the parties of a sandbox that runs. */
export const partyPortsOf = ({ partyPorts }: { partyPorts: Readonly<Record<PartyPortName, number>> }) =>
  Object.fromEntries(PARTY_PORT_NAMES.map((name) => [PARTY_PORTS[name].variable, String(partyPorts[name])]))

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
