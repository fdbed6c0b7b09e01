import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { duplexPair } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { openProxy, openServer, openService } from '../../../tests/support/forwarding.ts'
import { until } from '../../../tests/support/until.ts'
import { manualClock, systemClock } from '../../clock.ts'
import { createForwardServer } from './server.ts'

/** A client that hears the end of the other side, and keeps its own half open. */
function holdOpen(port: number, text: string) {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {})
  onTestFinished(() => void socket.destroy())
  const client = { socket, heard: '', ended: once(socket, 'end') }
  socket.on('data', (data: Buffer) => (client.heard += data.toString()))
  socket.write(text)
  return client
}

const openAt = (server: { getConnections(told: (error: Error | null, count: number) => void): void }) =>
  new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)))

test.each([
  ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n', 405],
  ['what is no HTTP', 'x\r\n\r\n', 400],
  ['a web socket of nobody', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n', 502],
])('who is refused %s keeps no connection by keeping its half open', async (_what, text, status) => {
  const proxy = await openProxy(1, {}, { clock: manualClock(0) }) // what ends it is no time
  const client = holdOpen(proxy.port, text)
  await client.ended
  expect(client.heard).toContain(`HTTP/1.1 ${status} `)
  await until('its end', async () => (await openAt(proxy.server)) === 0)
})

test.each([
  'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n',
])(
  'an answer comes to its own question: behind one that is not answered, nothing else may be spoken (%j)',
  async (second) => {
    const { port } = await openService(() => {}) // it never answers
    const proxy = await openProxy(port)
    const client = holdOpen(proxy.port, `GET / HTTP/1.1\r\nHost: a\r\n\r\n${second}`)
    await client.ended
    expect(client.heard).toBe('')
    await until('the outcome', () => proxy.outcomes.length === 1)
    expect(proxy.outcomes).toMatchObject([{ kind: 'client-gone' }])
  },
)

test('where all places are taken, one that is idle makes room', async () => {
  const answer = createForwardServer(
    { request: (_request, response) => void response.end('hello') },
    { clock: systemClock, maxConnections: 1 },
  )
  const { port } = await openServer(answer)
  const ask = async () => {
    const client = holdOpen(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await until('an answer', () => client.heard.endsWith('hello'))
    return client
  }
  const first = await ask()
  await ask()
  await first.ended
})

/** Three connections, one after the other, where there is room for one. @returns which of them have gone */
function handThree(takesTls: boolean): boolean[] {
  const settings = { clock: manualClock(0), maxConnections: 1, takesTls }
  const server = createForwardServer({ request: () => {} }, settings)
  const sockets = [1, 2, 3].map(() => {
    const [near] = duplexPair()
    return new TLSSocket(near as unknown as Socket, { isServer: true }) // it takes any stream
  })
  onTestFinished(() => sockets.forEach((socket) => void socket.destroy()))
  for (const socket of sockets)
    server.emit(
      'connection',
      socket.on('error', () => {}),
    )
  server.emit('close')
  return sockets.map(({ destroyed }) => destroyed)
}

test('connections that it is handed, on which TLS is agreed, make room for each other; those within others take none', () => {
  expect(handThree(true)).toEqual([true, true, false])
  expect(handThree(false)).toEqual([false, false, false])
})
