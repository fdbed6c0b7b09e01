import type { IncomingHttpHeaders } from 'node:http'
import { onTestFinished } from 'vitest'
import { manualClock, systemClock, type ManualClock } from '#core/clock'
import { createServer, request } from '#core/http/node-http'
import { createLog } from '#core/log'
import { createTraces } from '#core/trace/recorder'
import { readGatewayConfig } from './config/read-gateway-config.ts'
import { startGateways } from './start.ts'

export const GATEWAY_NOW = 1_800_000_000
export const GATEWAY_SECRET = 'e71829c351aa4242c2719cbfbe671c09'
export const JOHN_ID = '7bce93e1-0a90-489c-c887-d385545f8f4b'

const CONSUMERS = `
consumers:
  - { id: ${JOHN_ID}, username: john_doe, custom_id: "1234", acls: [{ group: readers }] }
  - { id: "9", username: nobody }
`

/** What the service behind a gateway saw. */
export interface SeenByService {
  method: string
  url: string
  rawHeaders: string[]
  headers: IncomingHttpHeaders
  body: string
}

export interface GatewayCall {
  method?: string
  headers?: Record<string, string | string[]>
  body?: string
}

export interface GatewayReply {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** Asks whoever listens at a port. @param fields `headers` as they are to be written */
export function askPort(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: GatewayCall = {},
): Promise<GatewayReply> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path, method, headers, agent: false, maxHeaderSize: 100_000 },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (piece: string) => (text += piece))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }))
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

/** Gateways before a plain server that remembers what it was asked. @param gateways lines below `gateways:`; {up} is that server */
export async function openTestGateways(gateways: string, { secret = GATEWAY_SECRET, consumers = CONSUMERS } = {}) {
  const seen: SeenByService[] = []
  const service = createServer((asked, response) => {
    let body = ''
    asked.on('data', (piece: Buffer) => (body += piece.toString()))
    asked.on('end', () => {
      const { method = '', url = '', rawHeaders, headers } = asked
      seen.push({ method, url, rawHeaders, headers, body })
      response.end('x-echo' in headers ? JSON.stringify({ headers }) : 'the service')
    })
  })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  const address = service.address()
  const up = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const clock: ManualClock = manualClock(GATEWAY_NOW * 1000)
  const lines: string[] = []
  const log = createLog({ name: 'gateway', level: 'debug', format: 'json', clock, write: (line) => lines.push(line) })
  const traces = createTraces('gateway', systemClock)
  const config = readGatewayConfig(`${consumers}\ngateways:\n${gateways.replaceAll('{up}', up)}`, 'gateway.yaml', {
    folder: import.meta.dirname,
  })
  const world = { clock, machine: systemClock, log, traces, host: '127.0.0.1', nameOf: () => 'the service' }
  const started = await startGateways(config, { ...world, ...(secret && { secret }) })
  const [port = 0, ...ports] = started.gateways.map((each) => each.port ?? 0)
  onTestFinished(async () => {
    await started.close()
    service.closeAllConnections()
    await new Promise((resolve) => void service.close(resolve))
  })
  const ask = (path: string, call?: GatewayCall) => askPort(port, path, call)
  return {
    port,
    ports: [port, ...ports],
    clock,
    lines,
    traces,
    seen,
    server: service,
    ask,
    askWith: (token: string, call: GatewayCall = {}, path = '/echo') =>
      ask(path, { ...call, headers: { authorization: `Bearer ${token}`, ...call.headers } }),
    /** A token of John, or of somebody else, that the gateway mints. */
    async mint(consumer = 'john_doe'): Promise<string> {
      const { body } = await ask(`/consumers/${consumer}/jwt`, { method: 'POST' })
      return JSON.parse(body).token
    },
    /** What the service was told of who asks, the last time. */
    identity: () =>
      Object.fromEntries(
        Object.entries(seen.at(-1)?.headers ?? {}).filter(([name]) =>
          /^x-(?:consumer|credential|anonymous)/.test(name),
        ),
      ),
  }
}
