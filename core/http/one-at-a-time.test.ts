import { EventEmitter, once } from 'node:events'
import { createServer, IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { Socket, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { openSocket } from '../../tests/support/raw.ts'
import { until } from '../../tests/support/until.ts'
import { createConnections, type Connection, type Connections } from './connections.ts'
import { manualClock, systemClock } from '../clock.ts'
import { dropBody, receiveBody } from './body.ts'
import { createOneAtATime, MAX_AHEAD } from './one-at-a-time.ts'
import { createUnsent, type Unsent } from './unsent.ts'

const sayPath: RequestListener = ({ url }, response) => void response.end(`<${url}>`)

/** A server whose handler says the path. */
async function openServer(
  change: (unsent: Unsent) => Unsent = (unsent) => unsent,
  handle: RequestListener = sayPath,
): Promise<number> {
  const unsent = change(createUnsent(systemClock))
  const connections = createConnections(unsent.forget, 10_000, systemClock)
  const turns = createOneAtATime({ connections, unsent, clock: systemClock }, handle)
  const server = createServer()
  server.on('connection', (socket) => {
    const connection = connections.take(socket, 'plain')
    if (connection) connections.opened(connection, socket)
  })
  server.on('request', turns.arrive)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
    connections.close()
    unsent.close()
  })
  return (server.address() as AddressInfo).port
}

/** What is answered to a text, in order: what the handler said. */
function ask(port: number, text: string): { answers: () => string[] } {
  const socket = openSocket(port).setEncoding('latin1')
  let heard = ''
  socket.on('data', (piece: string) => (heard += piece)).on('error', () => {})
  socket.write(text)
  onTestFinished(() => void socket.destroy())
  return { answers: () => heard.match(/<[^>]*>/g) ?? [] }
}

const get = (path: number) => `GET /${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`
const post = (path: number) => `POST /${path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{}`
const times = <Made>(count: number, make: (index: number) => Made): Made[] =>
  Array.from({ length: count }, (_, index) => make(index))

// Twenty-five bodies that wait cost more than all connections may keep together, if each were counted for itself.
test.each([
  ['questions', get],
  ['questions with a body', post],
])('%s that clients send ahead are all answered, in order, and others meanwhile', async (_what, make) => {
  const port = await openServer()
  for (const count of [1, 23, 24, 25, 30, 47, 48, 100, MAX_AHEAD]) {
    const clients = [1, 2, 3].map(() => ask(port, times(count, make).join('')))
    const other = ask(port, get(7))
    await until('the answer to another', () => other.answers().length === 1)
    for (const { answers } of clients) {
      await until(`${count} answers`, () => answers().length === count)
      expect(answers()).toEqual(times(count, (index) => `</${index}>`))
    }
  }
})

test('however full it is, whoever waits comes a step further', async () => {
  const port = await openServer((unsent) => ({ ...unsent, isFull: () => true }))
  const all = times(20, (client) => times(5, (index) => (client % 2 ? get : post)(index)).join('')).map((text) =>
    ask(port, text),
  )
  await until('all answers', () => all.every(({ answers }) => answers().length === 5))
})

/** Requests that are all here at once, each on a connection of its own. @returns how many begin in each round of events */
async function startsOf(count: number, body: string): Promise<number[]> {
  const sockets = new Map<unknown, Connection>()
  const clock = manualClock(0)
  const unsent = createUnsent(clock)
  let begun = 0
  const connections = { of: (socket: unknown) => sockets.get(socket) } as Connections
  const turns = createOneAtATime({ connections, unsent, clock }, (_request, response) => {
    begun++
    response.emit('prefinish')
  })
  for (let index = 0; index < count; index++) {
    const socket = new Socket()
    const connection = { door: 'plain', socket, waiting: [], turn: undefined, last: undefined }
    sockets.set(socket, connection as unknown as Connection) // all that is used of it
    const request = new IncomingMessage(socket)
    if (body !== '') request.headers['content-length'] = String(body.length)
    request.push(body)
    request.push(null)
    request.complete = true
    turns.arrive(request, new EventEmitter() as ServerResponse)
  }
  const seen: number[] = []
  let before = 0
  while (before < count && seen.length < 100) {
    await new Promise((resolve) => setImmediate(resolve))
    seen.push(begun - before)
    before = begun
  }
  expect(begun, 'all begin').toBe(count)
  return seen
}

test.each([
  ['questions', '', 8],
  ['small bodies', '{}', 8],
  ['large bodies', ' '.repeat(100_000), 1],
])('of %s that come at once a few begin in each round of events: whoever comes meanwhile is heard', async (...row) => {
  const [, body, most] = row
  const starts = await startsOf(20, body)
  expect(Math.max(...starts)).toBeLessThanOrEqual(2 * most) // what is here at once begins before the first round ends
  expect(starts.length).toBeGreaterThanOrEqual(Math.floor(20 / most) - 1)
})

test('what was sent ahead and what hung up costs nothing afterwards', async () => {
  let kept = 0
  const port = await openServer((unsent) => ({
    ...unsent,
    keep(connection, bytes) {
      kept += bytes
      unsent.keep(connection, bytes)
    },
  }))
  const ahead = ask(port, times(30, (index) => (index % 3 ? get : post)(index)).join(''))
  await until('all answers', () => ahead.answers().length === 30)
  expect(kept).toBe(0)
})

test('a body that waits costs what it has, for it is received while it waits', async () => {
  let kept = 0
  const held: ServerResponse[] = []
  const port = await openServer(
    (unsent) => ({ ...unsent, keep: (_connection, bytes) => void (kept += bytes) }),
    (_request, response) => void held.push(response),
  )
  const large = `POST /1 HTTP/1.1\r\nhost: localhost\r\ncontent-length: 50000\r\n\r\n${'x'.repeat(50_000)}`
  ask(port, get(0) + large)
  await until('the one that waits', () => kept > 0)
  expect(kept).toBeGreaterThan(50_000)
  held[0]?.end()
  await until('its turn', () => held.length === 2)
  expect(kept).toBe(0)
})

test('packed bodies are unpacked two at a time, however small they are; others do not wait for them', async () => {
  const held: ServerResponse[] = []
  const port = await openServer(undefined, (request, response) =>
    request.headers['content-encoding'] === undefined ? sayPath(request, response) : void held.push(response),
  )
  const packed = times(5, (index) => ask(port, post(index).replace('\r\n\r\n', '\r\ncontent-encoding: gzip\r\n\r\n')))
  for (let count = 0; count < packed.length; count++) {
    await until('two of them', () => held.length >= Math.min(2, packed.length - count))
    const other = ask(port, post(7))
    await until('the answer to another', () => other.answers().length === 1)
    expect(held.length).toBeLessThanOrEqual(2)
    held.shift()?.end('<packed>')
  }
  await until('all answers', () => packed.every(({ answers }) => answers().length === 1))
})

/** A request of which so many bytes have been read; the collector would let tens of megabytes of them stand. */
function halfRead(): { request: IncomingMessage; chunk: Buffer } {
  const request = new IncomingMessage(new Socket())
  const chunk = Buffer.from(new Uint8Array(50_000).buffer)
  request.headers['content-length'] = String(chunk.length)
  request.push(chunk)
  return { request, chunk }
}

test('the memory of a body that is never complete, or never worked on, is given back at once', async () => {
  const gone = halfRead()
  const body = receiveBody(gone.request)
  gone.request.destroy()
  expect(await body).toBe('gone')
  expect(gone.chunk.length).toBe(0)

  const unused = halfRead()
  const whole = receiveBody(unused.request)
  unused.request.push(null)
  await whole
  dropBody(unused.request)
  await whole
  expect(unused.chunk.length).toBe(0)
})
