import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type RequestOptions,
  type Server,
} from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock, type Clock } from '#core/clock'
import { createLog } from '#core/log'
import { createTraces, type Traces } from '#core/trace/recorder'
import { readSidecarConfig } from './config/read-sidecar-config.ts'
import { freePorts } from '../../tests/support/ports.ts'
import { startSidecars, type StartedSidecars } from './start.ts'

/** What an upstream saw of a request, as it came. */
export interface SeenUpstream {
  method: string
  url: string
  rawHeaders: string[]
  headers: IncomingHttpHeaders
  headersDistinct: NodeJS.Dict<string[]>
  body: string
}

export interface TestUpstream {
  address: string
  seen: SeenUpstream[]
  server: Server
  close(): Promise<void>
}

/** A plain server that answers with its own words, and remembers what it was asked. */
export async function openUpstream(listen: { path: string } | { port: number } = { port: 0 }): Promise<TestUpstream> {
  const seen: SeenUpstream[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const { method = '', url = '', rawHeaders, headers, headersDistinct } = request
      seen.push({ method, url, rawHeaders, headers, headersDistinct, body })
      response.end('x-echo' in request.headers ? JSON.stringify({ headers: request.headers }) : 'the upstream')
    })
  })
  await new Promise<void>(
    (resolve) => void server.listen({ ...listen, ...('port' in listen && { host: '127.0.0.1' }) }, resolve),
  )
  const address = server.address()
  const shown = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : `unix:${String(address)}`
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => void server.close(resolve))
  }
  return { address: shown, seen, server, close }
}

export interface TestSidecars {
  folder: string
  signerPort: number
  verifierPort: number
  /** The audience of the verifier. */
  audience: string
  upstream: TestUpstream
  logs: string[]
  traces: Traces
  sidecars: StartedSidecars
  /** By way of the signer. */
  throughSigner(path: string, options?: AskOptions): Promise<ProxyAnswer>
  /** Straight to the verifier. */
  toVerifier(path: string, options?: AskOptions): Promise<ProxyAnswer>
  close(): Promise<void>
}

export interface AskOptions {
  method?: string
  headers?: Record<string, string | string[]>
  body?: string
}

export interface ProxyAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

export interface TestSidecarOptions {
  /** Lines of YAML under `jwtproxy`, `signer_proxy` and `signer`, `verifier_proxies[0]` and `verifier`. */
  top?: string
  signerProxy?: string
  signer?: string
  verifierProxy?: string
  verifier?: string
  /** In place of the key in the file `a.key`. */
  privateKey?: string
  clock?: Clock
  takesLessons?: boolean
}

const nameOf = (address: string) => address

const lines = (text: string | undefined, indent: number) =>
  (text ?? '')
    .split('\n')
    .filter(Boolean)
    .map((line) => ' '.repeat(indent) + line)
    .join('\n')

/** One for all tests: to make it takes longer than most of them. */
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** A signer before a verifier before a plain server, each at a port of its own, with one key in files. */
export async function openTestSidecars(options: TestSidecarOptions = {}): Promise<TestSidecars> {
  const [verifierPort = 0] = await freePorts(1) // its audience names it
  const folder = await mkdtemp(join(tmpdir(), 'sidecars-'))
  await writeFile(join(folder, 'a.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }))
  await writeFile(join(folder, 'a.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
  const upstream = await openUpstream()
  const clock = options.clock ?? systemClock
  const logs: string[] = []
  const log = createLog({ name: 'sidecars', level: 'debug', format: 'json', clock, write: (line) => logs.push(line) })
  const traces = createTraces('sidecar', clock)
  const audience = `http://localhost:${verifierPort}`
  const yaml = `
jwtproxy:
${lines(options.top, 2)}
  signer_proxy:
${options.signerProxy?.includes('listen_addr') ? '' : '    listen_addr: :0\n'}${lines(options.signerProxy, 4)}
    signer:
      issuer: service-a
${lines(options.signer, 6)}
      ${options.privateKey ?? 'private_key: {type: preshared, options: {key_id: a-1, private_key_path: a.key}}'}
  verifier_proxies:
  -
${options.verifierProxy?.includes('listen_addr') ? '' : `    listen_addr: :${verifierPort}\n`}${lines(options.verifierProxy, 4)}
    verifier:
      upstream: ${upstream.address}
      audience: ${audience}
${lines(options.verifier, 6)}
      key_server: {type: preshared, options: {issuer: service-a, key_id: a-1, public_key_path: a.pub}}
`
  const config = readSidecarConfig(yaml, 'test.yaml', { folder })
  const takesLessons = options.takesLessons ?? false
  const sidecars = await startSidecars(config, {
    clock,
    machine: systemClock,
    log,
    traces,
    host: 'localhost',
    nameOf,
    takesLessons,
  })
  const signerPort = sidecars.proxies.find(({ kind }) => kind === 'signer')?.port ?? 0
  return {
    folder,
    signerPort,
    verifierPort,
    audience,
    upstream,
    logs,
    traces,
    sidecars,
    throughSigner: (path, ask = {}) =>
      askPlain({ ...toOptions(signerPort, ask), path: path.startsWith('/') ? audience + path : path }, ask.body),
    toVerifier: (path, ask = {}) => askPlain({ ...toOptions(verifierPort, ask), path }, ask.body),
    async close() {
      await sidecars.close()
      await upstream.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const toOptions = (port: number, { method = 'GET', headers = {} }: AskOptions): RequestOptions => ({
  host: '127.0.0.1',
  port,
  method,
  headers,
  agent: false,
})

export function askPlain(options: RequestOptions, body = ''): Promise<ProxyAnswer> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(options, (answer) => {
      let text = ''
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
      answer.on('error', reject)
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}
