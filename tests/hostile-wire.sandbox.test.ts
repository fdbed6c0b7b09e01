import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { JSON_TYPE, openSocket, rawPost, rawRequest, sendRaw } from './support/raw.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { until } from './support/until.ts'

let sandbox: TestSandbox
let ca: string
beforeAll(async () => {
  sandbox = await openTestSandbox()
  ca = await readFile(join(sandbox.keysFolder, 'tls', 'ca.pem'), 'utf8')
})
afterAll(() => sandbox.close())

/** Whatever was done to it, the sandbox goes on as if nothing had been. */
async function expectWell({ logs, plain }: TestSandbox = sandbox) {
  expect(logs.filter((line) => line.includes('"msg":"bug"'))).toEqual([])
  const answers = await Promise.all([1, 2, 3, 4, 5, 7].map((number) => plain('servicea', `/scenario${number}`)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
  expect(answers[0]?.body.valid).toBe(true)
}

const all = ({ processes }: TestSandbox) => Object.values(processes)

/** Bytes that look like chance and are the same in every run. */
const noise = (length: number) =>
  Uint8Array.from({ length }, (_, index) => (index * 7919 + (index >> 3) * 104_729) % 256)

const RUBBISH: [string, string | Uint8Array][] = [
  ['noise', noise(5000)],
  ['NULs', '\0'.repeat(10)],
  ['empty lines and nothing else', '\r\n\r\n\r\nx\r\n\r\n'],
  ['a line without an end', 'A'.repeat(70_000)],
  ['the greeting of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['the greeting of SSH', 'SSH-2.0-OpenSSH_9.9\r\n'],
  ['HTTP/0.9', 'GET /nowhere\r\n\r\n'],
  ['HTTP of the future', 'GET /hello HTTP/9.9\r\nhost: a\r\n\r\n'],
  ['TLS on the wrong port', Uint8Array.of(22, 3, 1, 0, 5, 1, 0, 0, 1, 0)],
  ['a broken TLS greeting', Uint8Array.of(22, 3, 1, 0, 4, 1, 255, 255, 255)],
]

const REFUSALS = [0, 400, 404, 431, 505]

test.each(RUBBISH)('%s, on every port: refused, and nothing else happens', async (_what, bytes) => {
  for (const { port, tlsPort } of all(sandbox)) {
    expect(REFUSALS).toContain((await sendRaw(port, bytes)).status)
    expect([0, 400]).toContain((await sendRaw(tlsPort, bytes)).status)
    expect(REFUSALS).toContain((await sendRaw(tlsPort, bytes, ca)).status)
  }
  await expectWell()
})

const CHUNKED = [JSON_TYPE, 'transfer-encoding: chunked']

const PROTOCOL: [string, string, number[]][] = [
  ['no host', 'GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n', [400]],
  ['a header without a colon', rawRequest('GET /healthz', ['nonsense']), [400]],
  ['a header without a name', rawRequest('GET /healthz', [': x']), [400]],
  ['a lone line feed in a header', rawRequest('GET /healthz', ['x: a\nb: c']), [200, 400]],
  ['a carriage return in a header', rawRequest('GET /healthz', ['x: a\rb']), [400]],
  ['a length that is none', rawRequest('POST /issueToken/servicea', [JSON_TYPE, 'content-length: ten']), [400]],
  ['a negative length', rawRequest('POST /issueToken/servicea', [JSON_TYPE, 'content-length: -1']), [400]],
  ['two lengths', rawPost('/issueToken/servicea', '{}', [JSON_TYPE, 'content-length: 1']), [400]],
  ['a length and chunks', rawPost('/issueToken/servicea', '{}', CHUNKED), [400]],
  ['chunks without sense', rawRequest('POST /issueToken/servicea', CHUNKED, 'zz\r\n{}\r\n0\r\n\r\n'), [400]],
  ['a chunk that says too little', rawRequest('POST /issueToken/servicea', CHUNKED, '1\r\n{}\r\n0\r\n\r\n'), [400]],
  ['a chunk of endless size', rawRequest('POST /verify/x', CHUNKED, `${'f'.repeat(40)}\r\n{}`), [400, 413]],
  ['another transfer encoding', rawRequest('POST /verify/x', ['transfer-encoding: rot13'], '{}'), [400, 501]],
  ['good chunks', rawRequest('POST /issueToken/servicea', CHUNKED, '2\r\n{}\r\n0\r\n\r\n'), [200]],
  ['an expectation that nobody meets', rawRequest('GET /healthz', ['expect: the-moon']), [417]],
  ['an upgrade', rawRequest('GET /healthz', ['upgrade: websocket', 'connection: upgrade, close']), [200]],
  ['an address of another host', rawRequest('GET http://evil.example/healthz'), [403]],
  ['an address that is none', rawRequest('GET http://[/healthz'), [400, 404]],
  ['a path without a slash', rawRequest('GET healthz'), [400, 404]],
  ['two slashes', rawRequest('GET //healthz'), [404]],
  ['a path of 10 KB', rawRequest(`GET /${'a'.repeat(10_000)}`), [404]],
  ['a query of 10 KB', rawRequest(`GET /healthz?${'a[b]=1&'.repeat(1400)}`), [200]],
  ['a query with __proto__', rawRequest('GET /healthz?__proto__[x]=1&constructor.prototype.x=1&expired[]=1'), [200]],
  ['the wrong case', rawRequest('GET /HEALTHZ'), [404]],
  ['an asterisk', rawRequest('OPTIONS *'), [200, 204, 404]],
  ['a made-up method', rawRequest('BELIEVE /healthz'), [400]],
  ['a tunnel', rawRequest('CONNECT evil.example:443'), [405]],
  ['a trace context without sense', rawRequest('GET /healthz', ['traceparent: 00-zz-zz-01', 'tracestate: ÿ']), [200]],
  ['a deadline without sense', rawRequest('GET /healthz', ['x-request-timeout-ms: -1e400']), [200]],
]

test.each(PROTOCOL)('%s', async (_what, bytes, expected) => {
  expect(expected).toContain((await sendRaw(sandbox.factory.port, bytes)).status)
  expect(expected).toContain((await sendRaw(sandbox.factory.tlsPort, bytes, ca)).status)
  await expectWell()
})

const PATHS = [
  '/',
  '/healthz',
  '/hello',
  '/jwks',
  '/keys/x',
  '/issueToken/x',
  '/verify/x',
  '/utils/keys',
  '/dump',
  '/gen-keys',
  '/traces/x',
  '/scenario1',
  '/scenario3-server',
]
const METHODS = ['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'QUERY']

test.each(METHODS)('%s on every route of every process is answered, and not with a fault of ours', async (method) => {
  for (const { port } of all(sandbox)) {
    for (const path of PATHS) {
      const { status, body } = await sendRaw(port, rawRequest(`${method} ${path}`))
      expect([200, 204, 400, 401, 403, 404, 405], `${method} ${path}`).toContain(status)
      if (method === 'HEAD') expect(body).toBe('')
      else if (method !== 'OPTIONS') expect(status).toBeGreaterThanOrEqual(400)
    }
  }
  await expectWell()
})

describe('slow clients', () => {
  const HALVES = ['', 'G', 'GET /scenario1 HT', rawPost('/issueToken/servicea', 'x'.repeat(50_000)).slice(0, -1)]

  async function crowd(port: number, secure: boolean): Promise<Socket[]> {
    const sockets = HALVES.flatMap((half) =>
      Array.from({ length: 8 }, () => {
        const socket = openSocket(port, secure ? ca : undefined)
        socket.on('error', () => {}).resume()
        if (half !== '') socket.write(half)
        return socket
      }),
    )
    onTestFinished(() => sockets.forEach((socket) => socket.destroy()))
    await Promise.all(sockets.map((socket) => once(socket, secure ? 'secureConnect' : 'connect')))
    return sockets
  }

  test('do not keep others waiting, and do not keep the sandbox from ending', async () => {
    const own = await openTestSandbox()
    ca = await readFile(join(own.keysFolder, 'tls', 'ca.pem'), 'utf8')
    const crowds = await Promise.all(
      all(own).flatMap(({ port, tlsPort }) => [crowd(port, false), crowd(tlsPort, true)]),
    )
    await expectWell(own)
    await own.close()
    await until('the end of all connections', () => crowds.flat().every(({ closed }) => closed))
  })

  test('who hangs up in the middle of a play or of a body leaves nothing behind', async () => {
    const { factory, processes } = sandbox
    for (let round = 0; round < 20; round++) {
      for (const [port, text] of [
        [processes.servicea.port, rawRequest('GET /scenario2?trace=1')],
        [factory.port, HALVES[3] ?? ''],
      ] as const) {
        const socket = openSocket(port)
        socket.on('error', () => {})
        await new Promise((resolve) => socket.write(text, resolve))
        if (round % 2 === 0) socket.destroy()
        else socket.resetAndDestroy()
      }
    }
    await expectWell()
  })
})
