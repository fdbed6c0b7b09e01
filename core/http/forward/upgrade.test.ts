import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openProxy, openService, openTalker, type Proxy } from '../../../tests/support/forwarding.ts'
import { openSocket, talk } from '../../../tests/support/raw.ts'
import { until } from '../../../tests/support/until.ts'
import { manualClock } from '../../clock.ts'

const asking = (protocol = 'websocket', more = '') =>
  `GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\nSec-WebSocket-Key: k\r\n${more}\r\n`

const AGREED =
  'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: y\r\n\r\n'

const hasHead = (all: string) => all.includes('\r\n\r\n')

/** A service that agrees, says hello with it, and then says all again in capitals. */
async function openEcho() {
  const sockets: Socket[] = []
  const heads: string[] = []
  const { port } = await openTalker((socket) => {
    sockets.push(socket)
    socket.once('data', (data: Buffer) => {
      const [head = '', first = ''] = data.toString().split('\r\n\r\n')
      heads.push(head)
      socket.write(`${AGREED}hello;${first.toUpperCase()}`)
      socket.on('data', (piece: Buffer) => socket.write(piece.toString().toUpperCase()))
    })
  })
  return { port, sockets, heads }
}

/** A client that has asked, and what it has heard. */
function openClient({ port }: Pick<Proxy, 'port'>, text = asking()) {
  const socket = openSocket(port).on('error', () => {})
  onTestFinished(() => void socket.destroy())
  const client = { socket, heard: '', closed: once(socket, 'close') }
  socket.on('data', (data: Buffer) => (client.heard += data.toString()))
  socket.write(text)
  return client
}

describe('a tunnel', () => {
  test('carries all that both say, also what came with the question and the answer', async () => {
    const { port, heads } = await openEcho()
    const proxy = await openProxy(port, {
      headers: { set: { 'x-user': 'servicea' } },
      answerHeaders: { set: { 'x-way': 'p' } },
    })
    const client = openClient(proxy, `${asking('websocket', 'X_User: evil\r\n')}early`)
    await until('the first words', () => client.heard.includes('hello;') && client.heard.includes('EARLY'))
    expect(client.heard).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/)
    expect(client.heard).toMatch(
      /Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: y\r\nx-way: p\r\n\r\nhello;/,
    )
    client.socket.write('more')
    await until('the echo', () => client.heard.endsWith('MORE'))
    expect(heads[0]).toMatch(
      /^GET \/chat [^]*Sec-WebSocket-Key: k\r\nx-user: servicea\r\nConnection: Upgrade\r\nUpgrade: websocket$/,
    )
    expect(proxy.forwarder.open).toMatchObject({ exchanges: 0, tunnels: 1 })
    client.socket.end()
    await until('its end', () => proxy.outcomes.length === 1)
    expect(proxy.outcomes[0]).toMatchObject({ kind: 'tunnel', status: 101, endedBy: 'client', sent: 9, received: 15 })
    expect(proxy.forwarder.open.tunnels).toBe(0)
  })

  test.each(['end', 'destroy', 'resetAndDestroy'] as const)(
    'that one side ends by %s is over for both',
    async (how) => {
      const { port, sockets } = await openEcho()
      const proxy = await openProxy(port)
      const [one, other] = [openClient(proxy), openClient(proxy)]
      await until('both', () => one.heard.includes('hello') && other.heard.includes('hello'))
      const closings = sockets.map((socket) => once(socket, 'close'))
      one.socket[how]()
      await Promise.race(closings)
      const rest = sockets.find((socket) => !socket.destroyed)
      rest?.[how]()
      await Promise.all([one.closed, other.closed])
      await until('both ends', () => proxy.outcomes.length === 2)
      expect(proxy.outcomes).toMatchObject([{ endedBy: 'client' }, { endedBy: 'upstream' }])
    },
  )

  test('ends when the caller says so, as when a token expires', async () => {
    const { port, sockets } = await openEcho()
    const expiry = new AbortController()
    const proxy = await openProxy(port, { signal: expiry.signal })
    const client = openClient(proxy)
    await until('hello', () => client.heard.includes('hello'))
    expiry.abort()
    await client.closed
    await until('its end', () => sockets.every((socket) => socket.destroyed) && proxy.outcomes.length === 1)
    expect(proxy.outcomes).toMatchObject([{ kind: 'tunnel', endedBy: 'us' }])
  })

  test.each([{ tunnelSilence: 5000 }, { total: 5000 }])('ends by %j', async (times) => {
    const { port } = await openEcho()
    const clock = manualClock(0)
    const proxy = await openProxy(port, { times }, { clock })
    const client = openClient(proxy)
    await until('hello', () => client.heard.includes('hello'))
    clock.advance({ milliseconds: 4900 })
    expect(proxy.forwarder.open.tunnels).toBe(1)
    clock.advance({ milliseconds: 300 })
    client.socket.write('more')
    await until('its end, or an echo', () => client.socket.destroyed || client.heard.endsWith('MORE'))
    expect(client.heard).not.toContain('MORE')
    await until('its end', () => proxy.outcomes.length === 1)
    expect(proxy.outcomes).toMatchObject([{ endedBy: 'time' }])
  })

  test('does not live on half', async () => {
    const { port, sockets } = await openEcho()
    const clock = manualClock(0)
    const proxy = await openProxy(port, {}, { clock })
    const client = openClient(proxy)
    await until('hello', () => client.heard.includes('hello'))
    for (const socket of sockets) socket.pause() // it hears no end, and says none
    client.socket.end()
    await until('its end', () => {
      clock.advance({ seconds: 1 })
      return proxy.outcomes.length === 1
    })
  })

  test('has its place: of too many, the last is asked to come again', async () => {
    const { port } = await openEcho()
    const proxy = await openProxy(port, {}, { limits: { tunnels: 1 } })
    const first = openClient(proxy)
    await until('hello', () => first.heard.includes('hello'))
    expect(await talk(proxy.port, asking(), hasHead)).toMatch(/^HTTP\/1\.1 503 [^]*retry-after: 1/i)
    first.socket.destroy()
    await until('a place', () => proxy.forwarder.open.tunnels === 0)
    const next = openClient(proxy)
    await until('hello', () => next.heard.includes('hello'))
  })

  test('ends with the forwarder', async () => {
    const { port } = await openEcho()
    const proxy = await openProxy(port)
    const client = openClient(proxy)
    await until('hello', () => client.heard.includes('hello'))
    await proxy.forwarder.close()
    await client.closed
    expect(await talk(proxy.port, asking())).toMatch(/^HTTP\/1\.1 503 /)
  })
})

describe('no tunnel', () => {
  test('an answer other than 101 is passed on like any other, and the connection ends', async () => {
    const { port } = await openService((_request, response) => response.writeHead(403, { 'x-why': 'origin' }).end('no'))
    const proxy = await openProxy(port)
    expect(await talk(proxy.port, asking())).toMatch(
      /^HTTP\/1\.1 403 Forbidden\r\nx-why: origin\r\n[^]*Connection: close[^]*no/,
    )
    await until('its end', () => proxy.outcomes.length === 1)
    expect(proxy.outcomes).toMatchObject([{ kind: 'answered', status: 403 }])
    expect(proxy.forwarder.open).toMatchObject({ exchanges: 0, tunnels: 0 })
  })

  test('nobody listens: 502', async () => {
    expect(await talk((await openProxy(1)).port, asking())).toMatch(/^HTTP\/1\.1 502 [^]*peer-unreachable/)
  })

  test.each(['h2c', 'x', 'websocketx'])(
    '%s is not asked for: one tunnel could hold requests that nobody has looked at',
    async (other) => {
      const { port } = await openService((request, response) => response.end(`<${request.headers.upgrade}>`))
      const all = await talk((await openProxy(port)).port, asking(other, 'HTTP2-Settings: x\r\n'), (text) =>
        text.includes('>'),
      )
      expect(all).toMatch(/^HTTP\/1\.1 200 [^]*<undefined>/)
    },
  )

  test('a target that changes to another protocol than was asked for is not believed', async () => {
    const { port } = await openTalker(
      (socket) => void socket.on('data', () => socket.write(AGREED.replace('websocket', 'h2c'))),
    )
    expect(await talk((await openProxy(port)).port, asking())).toMatch(/^HTTP\/1\.1 502 [^]*peer-garbled/)
  })

  test.each(['Content-Length: 3\r\n', 'Transfer-Encoding: chunked\r\n'])(
    'a body before it is refused: %j',
    async (framing) => {
      const { port, heads } = await openEcho()
      const proxy = await openProxy(port)
      expect(await talk(proxy.port, asking('websocket', framing), hasHead)).toMatch(/^HTTP\/1\.1 400 /)
      expect(heads).toEqual([])
    },
  )
})
