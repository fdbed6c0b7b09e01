import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { onTestFinished } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { makeAuthority } from '#core/http/certificates/authority'
import { signOddLeaf } from '#core/http/certificates/odd-leaf.fixture'
import { createServer } from '#core/http/node-http'
import { createLog } from '#core/log'
import { sampleWith } from '#core/policy/gloo/sample.fixture'
import { readArguments } from '#core/process/command-line'
import { createMemoryStore } from '#core/store/memory-store'
import { createTraces } from '#core/trace/recorder'
import { GLOO_OPTIONS, readGlooOptions } from './gloo-options.ts'
import { loadGloo } from './load-gloo.ts'
import { openGloo } from './open-gloo.ts'

const authority = makeAuthority()
const leaf = authority.then(async (ca) => ({ ca: ca.cert, ...(await signOddLeaf({}, 'webuitest.com', ca)) }))

/** A route of the sample's table, as lines. */
export const openRoute = (name: string, prefix: string, more = '') =>
  `    - name: ${name}\n      matchers: [{uri: {prefix: ${prefix}}}]\n      forwardTo: {destinations: [{ref: {name: ${name}}}]${more}}\n`

/** The sample with a certificate that works, and further routes before its own. */
export async function workingSample(routes = '', ...changes: (readonly [string, string])[]): Promise<string> {
  const { cert, key } = await leaf
  return sampleWith(
    [btoa('a certificate'), btoa(cert)],
    [btoa('a key'), btoa(key)],
    ['    - name: webui\n', `${routes}    - name: webui\n`],
    ...changes,
  )
}

/** Opens the gateway of a text before a plain server that remembers what it was asked. */
export async function openTestGloo(text: string, { ports = [0, 0], now = systemClock.now() } = {}) {
  const seen: { url: string; headers: IncomingHttpHeaders; rawHeaders: string[] }[] = []
  const service = createServer((asked, response) => {
    const { url = '', headers, rawHeaders } = asked
    seen.push({ url, headers, rawHeaders })
    response.end('the service')
  })
  await new Promise<void>((resolve) => void service.listen(0, '127.0.0.1', resolve))
  const address = service.address()
  const up = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const names = [...text.matchAll(/ref: {name: (\w+)}/g)].map(([, name]) => name)
  const words = ['webui', ...new Set(names)].map((name) => `--destination=${name}.default=${up}`)
  const line = { name: 'gateway', about: '', options: GLOO_OPTIONS, examples: [] }
  const read = readArguments([`--port=443=${ports[0]}`, `--port=80=${ports[1]}`, ...words], line)
  const loaded = await loadGloo([{ file: 'gloo.yaml', text }], readGlooOptions(read.options, read.lists ?? {}, {}))
  const lines: string[] = []
  const clock = manualClock(now)
  const log = createLog({ name: 'gateway', level: 'debug', format: 'json', clock, write: (each) => lines.push(each) })
  const world = { clock, machine: systemClock, log, host: '127.0.0.1', store: createMemoryStore(clock) }
  const gloo = await openGloo(loaded, { ...world, traces: createTraces('gateway', systemClock) })
  onTestFinished(async () => {
    service.closeAllConnections()
    await gloo.close()
    await new Promise((resolve) => void service.close(resolve))
  })
  const [secure = 0, plain = 0] = [443, 80].map((port) => gloo.places.get(port)?.port)
  return { seen, service, lines, clock, loaded, gloo, secure, plain, ask: askTls(secure) }
}

/** Asks by TLS as a browser does, its certificate checked, in the very bytes that are given. @returns head and body as they came */
const askTls =
  (port: number) =>
  async (
    target: string,
    { host = 'webuitest.com', serverName = 'webuitest.com', lines = [] as string[] } = {},
  ): Promise<string> => {
    const { ca } = await leaf
    return new Promise((resolve, reject) => {
      const socket = connectTls({
        host: '127.0.0.1',
        port,
        ca,
        ...(serverName && { servername: serverName }),
        checkServerIdentity: () => undefined,
      })
      let text = ''
      socket.once('secureConnect', () =>
        socket.write([`GET ${target} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...lines, '', ''].join('\r\n')),
      )
      socket.on('data', (piece: Buffer) => void (text += piece.toString()))
      socket.once('error', reject)
      socket.once('close', () => (text === '' ? reject(new Error('closed')) : resolve(text)))
    })
  }

/** A folder with files, gone after the test. */
export async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gloo-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}
