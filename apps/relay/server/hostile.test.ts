import { once } from 'node:events'
import { connect as connectHttp2, createServer as createHttp2, type ServerHttp2Stream } from 'node:http2'
import { connect, createServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { nextTurn, systemClock } from '#core/clock'
import { askRelay, askToSwitch, IN_TIME, listenAs, openBehindRelay, openTestRelay, relayConfig, relayToken } from '../relay.fixture.ts' // prettier-ignore
import { listenPath, tcpPath, TCP_PROTOCOL, TUNNEL_PROTOCOL } from './paths.ts'

const endpoints = ['b', 'good', 'c/d', 'ü']
const TOKEN = relayToken({ ...IN_TIME, piko: { endpoints, listen: endpoints } })
const headersTo = (endpoint: string) => ({ authorization: `Bearer ${TOKEN}`, 'x-piko-endpoint': endpoint })

/** A relay with a good agent beside whatever a test lets another one do. */
async function openRelayWithGood(dialect: 'strict' | 'piko' = 'strict') {
  const opened = await openTestRelay(relayConfig(dialect, { proxy: { timeout: 500 } }))
  const { ports, relay } = opened
  await listenAs(ports.upstream, 'good', await openBehindRelay((_asked, answer) => void answer.end('good')), TOKEN)
  const isWell = async () => (await askRelay({ port: ports.proxy, headers: headersTo('good') })).text === 'good'
  const listens = (endpoint: string) => relay.shown.listeners.some((each) => each.endpoint === endpoint)
  const untilGone = async (endpoint: string) => {
    while (listens(endpoint)) await systemClock.delay(5)
  }
  const listenRaw = async (): Promise<Socket> => {
    const found = await askToSwitch(ports.upstream, listenPath('b'), TUNNEL_PROTOCOL, {
      authorization: `Bearer ${TOKEN}`,
    })
    if (!('socket' in found)) throw new Error(found.text)
    onTestFinished(() => void found.socket.destroy())
    found.socket.on('error', () => {})
    if (found.head.length > 0) found.socket.unshift(found.head)
    return found.socket
  }
  const askB = () => askRelay({ port: ports.proxy, headers: headersTo('b') })
  return { ...opened, isWell, untilGone, listenRaw, askB, listens }
}

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
  const { listenRaw, untilGone, isWell, askB } = await openRelayWithGood()
  lie(await listenRaw())
  await untilGone('b')
  expect((await askB()).status).toBe(502)
  expect(await isWell()).toBe(true)
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
  const { listenRaw, isWell, askB } = await openRelayWithGood()
  await listenWith(await listenRaw(), answer)
  expect((await askB()).status).toBe(status)
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
  const agent = await listenAs(ports.upstream, 'b', service, TOKEN)
  const socket = connect(ports.proxy, '127.0.0.1')
  socket.write(`GET / HTTP/1.1\r\nhost: b.relay\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`)
  const heard = text(socket).catch((error: Error) => error.message)
  await once(socket, 'readable')
  agent.socket.destroy()
  expect(await heard).not.toContain('\r\n0\r\n\r\n')
  expect(socket.destroyed).toBe(true)
})

/** Says something on a connection of its own. @returns the status line of each answer */
async function raw(port: number, said: string): Promise<string[]> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.end(said)
  return ((await text(socket).catch(() => '')).match(/^HTTP\/1\.1 \d{3}/gm) ?? []).map((line) => line.slice(9))
}

test.each([
  ['a length and chunks', 'content-length: 1\r\ntransfer-encoding: chunked', '0\r\n\r\n', ['400']],
  ['two lengths', 'content-length: 1\r\ncontent-length: 2', 'a', ['400']],
  ['two hosts', 'host: c.relay', '', ['400']],
  ['more headers than are read', 'x: y\r\n'.repeat(120).trim(), '', ['431']],
  ['a head of 20 kB', `x: ${'y'.repeat(20_000)}`, '', ['431']],
  ['a space before the colon', 'x : y', '', ['400']],
  ['an expectation of its own', 'expect: more', '', ['417']],
])('a request with %s goes no further', async (_name, head, body, status) => {
  const { ports, isWell } = await openRelayWithGood()
  const lines = `host: good.relay\r\nauthorization: Bearer ${TOKEN}\r\n${head}\r\nconnection: close\r\n\r\n${body}`
  expect(await raw(ports.proxy, `GET / HTTP/1.1\r\n${lines}`)).toEqual(status)
  expect(await isWell()).toBe(true)
})

test.each([
  ['CONNECT x:1 HTTP/1.1', ['405']],
  ['GET http://evil.example/ HTTP/1.1', ['400']],
  ['TRACE / HTTP/1.1', ['405']],
  ['GET /#x HTTP/1.1', ['400']],
])('%s is for no endpoint', async (line, status) => {
  const { ports } = await openRelayWithGood()
  expect(await raw(ports.proxy, `${line}\r\nhost: good.relay\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`)).toEqual(
    status,
  )
})

test('names of endpoints are names and nothing else, whatever is in them', async () => {
  const { ports, listens, relay } = await openRelayWithGood()
  const service = await openBehindRelay((_asked, answer) => void answer.end('here'))
  for (const name of ['c/d', 'ü']) await listenAs(ports.upstream, name, service, TOKEN)
  expect([listens('c/d'), listens('ü')]).toEqual([true, true])
  expect((await askRelay({ port: ports.proxy, headers: headersTo('c/d') })).text).toBe('here')
  for (const path of [
    '/piko/v1/upstream/',
    `/piko/v1/upstream/${'x'.repeat(300)}`,
    '/piko/v1/upstream/%ff',
    '//piko/v1/upstream/b',
  ]) {
    const found = await askToSwitch(ports.upstream, path, TUNNEL_PROTOCOL, { authorization: `Bearer ${TOKEN}` })
    expect([path.slice(0, 30), 'status' in found && found.status]).toEqual([path.slice(0, 30), 404])
  }
  await askRelay({
    port: ports.proxy,
    headers: { ...headersTo('x'), 'x-piko-endpoint': `\u001b[31m${'n'.repeat(9000)}`.slice(5) },
  })
  expect(relay.shown.refusals[0]?.endpoint).toHaveLength(101)
})

test('no refusal shows a token', async () => {
  const { ports, lines, relay } = await openRelayWithGood('piko')
  const bad = relayToken({ sub: 'x' }, { secret: 'other' })
  await askRelay({ port: ports.proxy, headers: { authorization: `Bearer ${bad}`, 'x-piko-endpoint': bad } })
  const [, , signature = ''] = bad.split('.')
  expect(JSON.stringify(relay.shown)).not.toContain(signature)
  expect(lines.join('')).not.toContain(signature)
})

test('who reads nothing holds up nobody else, and ends with its connection', async () => {
  const { ports, relay, isWell } = await openRelayWithGood()
  const flood = createServer((socket) => {
    socket.on('error', () => {})
    const more = () => {
      while (socket.write(Buffer.alloc(65_536))) sent.bytes += 65_536
      socket.once('drain', more)
    }
    more()
  })
  const sent = { bytes: 0 }
  await listenAs(ports.upstream, 'b', await openBehindRelay(flood), TOKEN)
  const found = await askToSwitch(ports.proxy, tcpPath('b'), TCP_PROTOCOL, { authorization: `Bearer ${TOKEN}` })
  if (!('socket' in found)) throw new Error(found.text)
  found.socket.pause()
  for (let before = -1; before !== sent.bytes; await systemClock.delay(100)) before = sent.bytes
  expect(sent.bytes).toBeLessThan(30_000_000)
  expect(await isWell()).toBe(true)
  found.socket.destroy()
  const connections = () => relay.shown.listeners.find(({ endpoint }) => endpoint === 'b')?.connections
  while (connections() !== 0) await nextTurn()
})
