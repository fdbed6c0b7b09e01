import { once } from 'node:events'
import type { IncomingMessage, RequestListener } from 'node:http'
import { connect, type Server, type AddressInfo, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { createServer, request } from '#core/http/node-http'
import { createLog } from '#core/log'
import { sharedSecret, signShared, type GatewayAlgorithm } from '#core/token/gateway-algorithms'
import { createTraces } from '#core/trace/recorder'
import type { RelayConfig } from './config/relay-config.ts'
import { listenPath, TUNNEL_PROTOCOL } from './server/paths.ts'
import { openRelay } from './server/open-relay.ts'
import type { RelayWorld } from './server/relay-parts.ts'
import { serveTunnel } from './tunnel/serve.ts'

/** Seconds: when the tests of the relay begin. */
export const RELAY_NOW = 1_800_000_000

/** Long enough for HS256 and HS384. */
export const RELAY_SECRET = 'a secret of the relay that is long enough for it'

const coded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token with these claims. */
export function relayToken(claims: object, { secret = RELAY_SECRET, alg = 'HS256' as GatewayAlgorithm } = {}): string {
  const signed = `${coded({ alg, typ: 'JWT' })}.${coded(claims)}`
  return `${signed}.${signShared(signed, sharedSecret(secret), alg).toString('base64url')}`
}

/** What a strict relay asks for besides rights. */
export const IN_TIME = { iat: RELAY_NOW, exp: RELAY_NOW + 60 }

export interface RelaySettings {
  proxy?: Partial<RelayConfig['proxy']>
  upstream?: Partial<RelayConfig['upstream']>
  admin?: Partial<RelayConfig['admin']>
}

const ANY_PORT = { kind: 'tcp', port: 0 } as const

/** A configuration with the same secret at the ports of clients and agents. */
export function relayConfig(dialect: RelayConfig['dialect'], settings: RelaySettings = {}): RelayConfig {
  const auth = { keys: { kind: 'static', hmacSecretKey: RELAY_SECRET }, disableDisconnectOnExpiry: false } as const
  return {
    dialect,
    gracePeriod: 1000,
    proxy: {
      listen: ANY_PORT,
      auth,
      timeout: 30_000,
      accessLog: false,
      headTimeout: 10_000,
      idleTimeout: 60_000,
      ...settings.proxy,
    },
    upstream: { listen: ANY_PORT, auth, tenants: [], ...settings.upstream },
    admin: { listen: ANY_PORT, ...settings.admin },
  }
}

/** A relay in this process, with a clock that the test moves. */
export async function openTestRelay(config: RelayConfig, world: Partial<RelayWorld> = {}) {
  const clock = manualClock(RELAY_NOW * 1000)
  const lines: string[] = []
  const log = createLog({ name: 'relay', level: 'info', format: 'json', clock, write: (line) => void lines.push(line) })
  const traces = createTraces('relay', clock)
  const relay = await openRelay(config, { clock, machine: systemClock, log, traces, host: '127.0.0.1', ...world })
  onTestFinished(() => relay.close('now'))
  const portOf = (name: keyof typeof relay.places) => relay.places[name].port ?? 0
  return {
    relay,
    clock,
    lines,
    ports: { proxy: portOf('proxy'), upstream: portOf('upstream'), admin: portOf('admin') },
  }
}

/** A service that a test has made, at a port of this machine. */
export async function openBehindRelay(listener: RequestListener | Server): Promise<number> {
  const server = typeof listener === 'function' ? createServer(listener) : listener
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    if ('closeAllConnections' in server) (server as ReturnType<typeof createServer>).closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port // a TCP server that listens
}

export interface AskedOfRelay {
  port: number
  method?: string
  path?: string
  headers?: Record<string, string | string[]>
  body?: string
}

/** Asks once, on a connection of its own. */
export async function askRelay({ port, method = 'GET', path = '/', headers = {}, body }: AskedOfRelay) {
  const asked = request({ port, host: '127.0.0.1', method, path, headers, agent: false })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return { status: answer.statusCode ?? 0, headers: answer.headers, text: await text(answer) }
}

/** Asks to change the protocol. @returns the socket when it did, the answer when it did not */
export async function askToSwitch(port: number, path: string, protocol: string, headers: Record<string, string> = {}) {
  const asked = request({
    port,
    host: '127.0.0.1',
    path,
    agent: false,
    headers: { connection: 'Upgrade', upgrade: protocol, ...headers },
  })
  asked.end()
  return new Promise<
    { socket: Socket; head: Buffer } | { status: number; text: string; headers: IncomingMessage['headers'] }
  >((resolve, reject) => {
    asked.once('upgrade', (_answer, socket, head) => resolve({ socket, head }))
    asked.once('response', (answer: IncomingMessage) => {
      void text(answer).then(
        (said) => resolve({ status: answer.statusCode ?? 0, text: said, headers: answer.headers }),
        reject,
      )
    })
    asked.once('error', reject)
  })
}

const reachPort = (port: number) => async (): Promise<Duplex> => {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  await once(socket, 'connect')
  return socket
}

/** An agent that listens, without any of its own manners: it dials once. @throws when it is refused */
export async function listenAs(
  relayPort: number,
  endpoint: string,
  servicePort: number,
  token?: string,
  headers: Record<string, string> = {},
) {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const found = await askToSwitch(relayPort, listenPath(endpoint), TUNNEL_PROTOCOL, { ...authorization, ...headers })
  if (!('socket' in found)) throw new Error(`${found.status} ${found.text}`)
  const { socket, head } = found
  if (head.length > 0) socket.unshift(head)
  const served = serveTunnel(socket, reachPort(servicePort), systemClock)
  onTestFinished(() => served.close('now'))
  if (!(await served.opened)) throw new Error('the relay has cut the tunnel')
  return { ...served, socket }
}
