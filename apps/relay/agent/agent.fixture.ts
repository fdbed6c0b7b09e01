import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { systemClock, type Clock } from '#core/clock'
import { readTarget } from '#core/http/forward/target'
import { createServer as createHttpServer } from '#core/http/node-http'
import type { Log } from '#core/log'
import { TUNNEL_PROTOCOL } from '../server/paths.ts'
import { openDialTunnel, type Tunnel } from '../tunnel/dial.ts'
import type { TokenSource } from '../client/token-source.ts'
import { fixedToken } from '../client/token-source.ts'
import type { Agent, AgentSettings, AgentWorld } from './agent-parts.ts'
import { startAgent } from './start-agent.ts'

export async function listenOn(server: Server, port = 0): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => void sockets.add(socket.on('error', () => {})))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    for (const each of sockets) each.destroy()
  })
  return (server.address() as AddressInfo).port // a TCP server that listens
}

/** Says everything back. */
export const openEcho = (): Promise<number> =>
  listenOn(createServer({ allowHalfOpen: true }, (socket) => void socket.on('error', () => {}).pipe(socket)))

export interface SmallRelay {
  port: number
  /** All that were opened, the latest last. */
  tunnels: Tunnel[]
  /** What was asked for, the latest last. */
  asked: IncomingMessage[]
  /** Those that may be chosen. */
  readonly open: Tunnel[]
  /** Resolves when so many tunnels were opened in all. */
  untilTunnels(count: number): Promise<Tunnel>
}

/**
 * As much of a relay as an agent talks to.
 * @param answer to the n-th that asks, counted from 0; undefined: its connection is turned around
 */
export async function openSmallRelay(
  answer: (at: number, asked: IncomingMessage) => [status: number, body?: string, headers?: object] | undefined = () =>
    undefined,
): Promise<SmallRelay> {
  const tunnels: Tunnel[] = []
  const asked: IncomingMessage[] = []
  const open = new Set<Tunnel>()
  const came = new EventTarget()
  const server = createHttpServer()
  server.on('upgrade', (request, socket: Socket) => {
    const refusal = answer(asked.length, request)
    asked.push(request)
    if (refusal) {
      const [status, body = '', headers = {}] = refusal
      const fields = Object.entries({ 'content-length': body.length, ...headers }).map(
        ([name, value]) => `${name}: ${value}`,
      )
      return void socket.end(`HTTP/1.1 ${status} X\r\n${fields.join('\r\n')}\r\n\r\n${body}`)
    }
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${TUNNEL_PROTOCOL}\r\n\r\n`)
    const tunnel = openDialTunnel(socket, 'b', systemClock)
    tunnels.push(tunnel)
    open.add(tunnel)
    void tunnel.closing.then(() => open.delete(tunnel))
    came.dispatchEvent(new Event('tunnel'))
  })
  return {
    port: await listenOn(server),
    tunnels,
    asked,
    get open() {
      return [...open]
    },
    async untilTunnels(count) {
      while (tunnels.length < count) await once(came, 'tunnel')
      return tunnels.at(-1) as Tunnel // by the line above
    },
  }
}

export interface AgentTest extends Partial<AgentSettings> {
  relayPort?: number
  servicePort?: number
  clock?: Clock
  machine?: Clock
}

/** What an agent has logged, each line as `event field=value`. */
export type LoggedLines = string[]

export function logInto(lines: LoggedLines): Log {
  const at = (level: string) => (fields: object, event: string) =>
    void lines.push(`${event} ${JSON.stringify({ ...fields, level })}`)
  return { info: at('info'), warn: at('warn'), error: at('error'), debug: at('debug') } as unknown as Log // as much of one as is used
}

export function startTestAgent({
  relayPort,
  servicePort,
  clock = systemClock,
  machine = systemClock,
  ...more
}: AgentTest): {
  agent: Agent
  lines: LoggedLines
} {
  const lines: LoggedLines = []
  const world: AgentWorld = { clock, machine, log: logInto(lines), host: 'localhost', random: () => 0 }
  const relay = more.relay ?? readTarget(`http://127.0.0.1:${relayPort}`)
  const service = more.service ?? readTarget(`http://127.0.0.1:${servicePort}`)
  const agent = startAgent({ endpoint: 'b', token: fixedToken('t'), ...more, relay, service }, world)
  onTestFinished(() => agent.close(0))
  return { agent, lines }
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** @param exp seconds since 1970 */
export const tokenUntil = (exp: number): string => `${encode({ alg: 'HS256' })}.${encode({ exp })}.c2ln`

/** Another one each time, the n-th of them from a function. */
export function countedTokens(tokenAt: (at: number) => string): TokenSource & { taken: number } {
  const source = { renews: true, taken: 0, take: async () => tokenAt(source.taken++) }
  return source
}

/** Passes connections on, and can cut them or hold them up without a word. */
export async function openWire(to: number) {
  const ends = new Set<Socket>()
  const state = { isSilent: false, count: 0 }
  const port = await listenOn(
    createServer((client) => {
      state.count++
      const other = connect(to, '127.0.0.1').on('error', () => {})
      ends.add(client)
      ends.add(other)
      client.on('data', (piece) => void (state.isSilent || other.write(piece)))
      other.on('data', (piece) => void (state.isSilent || client.write(piece)))
      client.once('close', () => void (state.isSilent || other.destroy()))
      other.once('close', () => void (state.isSilent || client.destroy()))
    }),
  )
  onTestFinished(() => ends.forEach((each) => each.destroy()))
  return { port, state, cut: () => ends.forEach((each) => each.destroy()) }
}
