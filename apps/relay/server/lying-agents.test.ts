import { once } from 'node:events'
import { connect as connectHttp2, createServer as createHttp2, type ServerHttp2Stream } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { nextTurn, type ManualClock } from '#core/clock'
import { listenAs, openBehindRelay } from '../relay.fixture.ts'
import { SPEAKS_WITHIN } from '../tunnel/rules.ts'
import { FIRST_WORD } from '../tunnel/tunnel.fixture.ts'
import { openRelayWithGood, TOKEN_FOR_ALL } from './hostile-relay.fixture.ts'

test.each<[string, (socket: Socket) => void]>([
  ['HTTP/1.1', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc')],
  ['rubbish', (socket) => socket.write(Buffer.alloc(100_000, 0x7f))],
  ['a frame that is too long', (socket) => socket.write(Buffer.from('ffffff000000000001', 'hex'))],
  [
    'a frame of a stream that nobody opened',
    (socket) => socket.write(Buffer.from('00000004000000000000000100000000000161', 'hex')),
  ],
  ['nothing, and is gone', (socket) => socket.destroy()],
  ['half of a frame, and ends', (socket) => socket.end(Buffer.from('0000', 'hex'))],
])('an agent that says %s in the tunnel is no agent any more', async (_name, lie) => {
  // prettier-ignore
  const { listenRaw, untilListens, untilGone, isWell, askB } = await openRelayWithGood()
  const socket = await listenRaw()
  socket.write(FIRST_WORD)
  await untilListens('b')
  lie(socket)
  await untilGone('b')
  expect((await askB()).status).toBe(502)
  expect(await isWell()).toBe(true)
})

test.each<[string, (socket: Socket) => void]>([
  ['nothing', () => {}],
  ['half of its first word', (socket) => socket.write(FIRST_WORD.subarray(0, 5))],
  ['HTTP/1.1', (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n')],
  ['a ping first', (socket) => socket.write(Buffer.from('0000080600000000000000000000000000', 'hex'))],
])('an agent that says %s in the tunnel has never listened, and is cut off soon', async (_name, say) => {
  const { listenRaw, lines, relay, isWell, machine } = await openRelayWithGood()
  const socket = await listenRaw()
  say(socket)
  socket.resume()
  const closed = once(socket, 'close')
  expect(await isWell()).toBe(true) // by now the relay waits for it
  machine.advance({ milliseconds: SPEAKS_WITHIN })
  await closed
  expect(relay.shown.listeners.map(({ endpoint }) => endpoint)).toEqual(['good'])
  expect(lines.join('')).not.toMatch(/"endpoint":"b".*agent-listens/)
})

/** An agent that speaks the tunnel's protocol and answers each connection in its own way. */
async function listenWith(socket: Socket, answer: (stream: ServerHttp2Stream) => void) {
  const server = createHttp2()
  server.on('stream', (stream: ServerHttp2Stream) => {
    stream.on('error', () => {})
    answer(stream)
  })
  server.on('session', (session) => session.on('error', () => {}))
  server.emit('connection', socket)
}

/** Time passes, a little at each turn, until something has ended. */
async function letPass(machine: ManualClock, something: Promise<unknown>): Promise<void> {
  const end = { isThere: false }
  void something.finally(() => (end.isThere = true))
  while (!end.isThere) {
    machine.advance({ milliseconds: 1 })
    await nextTurn()
  }
}

const says = (said: string) => (stream: ServerHttp2Stream) => {
  stream.respond({ ':status': 200 })
  stream.once('data', () => stream.end(said))
}

test.each<[string, Parameters<typeof listenWith>[1], number]>([
  ['refuses all', (stream) => stream.respond({ ':status': 502 }, { endStream: true }), 502],
  ['answers with what is no HTTP', says('hello'), 502],
  ['says two lengths', says('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'), 502],
  [
    'says a length and chunks',
    says('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'),
    502,
  ],
  [
    'changes the protocol, which nobody asked for',
    says('HTTP/1.1 101 x\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n'),
    502,
  ],
  ['has a head without an end', says(`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(5000)}`), 502],
  ['resets', (stream) => stream.close(8), 502],
  ['never answers', () => {}, 504],
  ['takes the connection, and is silent', (stream) => stream.respond({ ':status': 200 }), 504],
])('an agent that %s is answered for', async (_name, answer, status) => {
  // prettier-ignore
  const { listenRaw, untilListens, isWell, askB, machine } = await openRelayWithGood()
  const asked = Promise.withResolvers<void>()
  await listenWith(await listenRaw(), (stream) => (answer(stream), asked.resolve()))
  await untilListens('b')
  const said = askB()
  await asked.promise
  const passing = status === 504 && letPass(machine, said)
  expect((await said).status).toBe(status)
  await passing
  expect(await isWell()).toBe(true)
})

test('an agent cannot ask the relay for anything: it opens no streams', async () => {
  const { listenRaw, untilGone, isWell } = await openRelayWithGood()
  const session = connectHttp2('http://x', { createConnection: await listenRaw().then((socket) => () => socket) })
  session.on('error', () => {})
  session
    .request({ ':path': '/' })
    .on('error', () => {})
    .end()
  await untilGone('b')
  expect(await isWell()).toBe(true)
})

test('half of an answer is not taken for the whole, when its agent is cut off', async () => {
  const { ports } = await openRelayWithGood()
  const service = await openBehindRelay((_asked, answer) => void answer.writeHead(200, { 'content-length': 100 }).write('half')) // prettier-ignore
  const agent = await listenAs(ports.upstream, 'b', service, TOKEN_FOR_ALL)
  const socket = connect(ports.proxy, '127.0.0.1')
  socket.write(`GET / HTTP/1.1\r\nhost: b.relay\r\nauthorization: Bearer ${TOKEN_FOR_ALL}\r\n\r\n`)
  const heard = text(socket).catch((error: Error) => error.message)
  await once(socket, 'readable')
  agent.socket.destroy()
  expect(await heard).not.toContain('\r\n0\r\n\r\n')
  expect(socket.destroyed).toBe(true)
})
