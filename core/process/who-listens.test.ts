import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { needs, withIPv6 } from '../../tests/support/needs.ts'
import { manualClock } from '../clock.ts'
import { whoListens } from './who-listens.ts'

const clock = manualClock(0)

async function listen(answer: RequestListener, host = '127.0.0.1'): Promise<number> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  onTestFinished(() => (server.closeAllConnections(), void server.close()))
  return (server.address() as AddressInfo).port // a TCP server that listens
}

const saying =
  (body: unknown): RequestListener =>
  (_request, response) =>
    response.end(JSON.stringify(body))

test('a process of a sandbox says who it is', async () => {
  const port = await listen(saying({ name: 'servicea', routes: {} }))
  expect(await whoListens('127.0.0.1', port, clock)).toMatch(/^servicea of a sandbox/)
})

withIPv6.test('one at the other loopback, and one that listens everywhere, are asked too', async () => {
  for (const host of ['::1', '0.0.0.0', '::']) {
    const port = await listen(saying({ name: 'jwt-factory' }), host)
    expect(await whoListens(host, port, clock)).toMatch(/^jwt-factory of a sandbox/)
  }
})

test('one that is just starting, or speaks TLS, is a process of a sandbox', async () => {
  const port = await listen(saying({ type: 'urn:jwt-sandbox:problem:cannot-decide', status: 503 }))
  expect(await whoListens('127.0.0.1', port, clock)).toMatch(/^a process of a sandbox/)
})

const STRANGERS: [string, RequestListener][] = [
  ['has another name', saying({ name: 'evil\u001b[2J' })],
  ['says null', saying(null)],
  ['says nothing that can be read', (_request, response) => response.end('<html>')],
  ['talks without end', (_request, response) => void setInterval(() => response.write('x'.repeat(50_000)), 1).unref()],
]

test.each(STRANGERS)('whoever %s is a stranger', async (_what, answer) => {
  const port = await listen(answer)
  expect((await whoListens('127.0.0.1', port, clock)) ?? '').not.toContain('sandbox')
})

test('whoever changes the protocol is a stranger', async () => {
  const server = createTcpServer((socket) => void socket.once('data', () => socket.end(SWITCHES)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // a TCP server that listens
  expect((await whoListens('127.0.0.1', port, clock)) ?? '').not.toContain('sandbox')
})

const SWITCHES = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'

test('whoever does not answer is not waited for', async () => {
  const waiting = manualClock(0)
  const port = await listen(() => waiting.advance({ seconds: 1 }))
  expect((await whoListens('127.0.0.1', port, waiting)) ?? '').not.toContain('sandbox')
})

needs(process.platform !== 'linux' && 'only Linux tells it').test('the process is named, ours or not', async () => {
  const stranger = await listen((_request, response) => response.end())
  expect(await whoListens('127.0.0.1', stranger, clock)).toMatch(new RegExp(`^node.* \\(process ${process.pid}\\)$`))
  const ours = await listen(saying({ name: 'serviceb' }))
  expect(await whoListens('127.0.0.1', ours, clock)).toBe(`serviceb of a sandbox (process ${process.pid})`)
})
