import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { followConnections } from './drain.ts'

/** A server that takes requests and answers when the test does; its sweeps come when the test moves the clock. */
async function setUp() {
  const clock = manualClock(0)
  const server = createServer()
  const drain = followConnections(server, clock)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => server.closeAllConnections())
  const { port } = server.address() as AddressInfo // a TCP server that listens
  const nextRequest = async () => (await once(server, 'request')) as [IncomingMessage, ServerResponse] // as the event is declared
  return { clock, server, drain, port, nextRequest }
}

/** @returns the text of the answer; rejects when the connection is cut */
async function ask(port: number, body = ''): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const asked = request({ port, host: '127.0.0.1', method: 'POST', headers: { 'content-length': body.length } })
  asked.on('error', reject)
  asked.on('response', (answer) => {
    let text = ''
    answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
    answer.on('end', () => resolve(text))
    answer.on('error', reject)
  })
  asked.end(body)
  return promise
}

/** Far more than the second that a half request is given. */
const A_MINUTE = { minutes: 1 }

test('what a handler works on is finished, however long it takes', async () => {
  const { clock, drain, port, nextRequest } = await setUp()
  const coming = nextRequest()
  const answer = ask(port, 'whole')
  const [asked, response] = await coming
  await once(asked.resume(), 'end')
  const events: string[] = []
  const end = drain().then(() => events.push('ended'))
  clock.advance(A_MINUTE)
  response.write('half ')
  clock.advance(A_MINUTE)
  events.push('answered')
  response.end('and half')
  expect(await answer).toBe('half and half')
  clock.advance({ seconds: 1 })
  await end
  expect(events).toEqual(['answered', 'ended'])
})

test('of two requests the half one does not cut the whole one', async () => {
  const { clock, drain, port, nextRequest } = await setUp()
  const first = nextRequest()
  const half = connect(port, '127.0.0.1').on('error', () => {})
  half.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhal')
  await first
  const second = nextRequest()
  const answer = ask(port)
  const [asked, response] = await second
  await once(asked.resume(), 'end')
  const end = drain()
  clock.advance(A_MINUTE)
  response.end('whole')
  expect(await answer).toBe('whole')
  const cut = once(half.resume(), 'close')
  clock.advance(A_MINUTE)
  await cut
  await end
})

test('a half request is given a second, and then cut', async () => {
  const { clock, drain, port, nextRequest } = await setUp()
  const coming = nextRequest()
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhal')
  const [, response] = await coming
  const end = drain()
  clock.advance({ seconds: 1 })
  expect(response.destroyed).toBe(false)
  const cut = once(socket.resume(), 'close')
  clock.advance({ milliseconds: 20 })
  await cut
  await end
})

test('a connection on which nobody ever asked is cut at once', async () => {
  const { clock, server, drain, port } = await setUp()
  const taken = once(server, 'connection')
  const socket = connect(port, '127.0.0.1')
  await taken
  const end = drain()
  const cut = once(socket.resume(), 'close')
  clock.advance({ milliseconds: 20 })
  await cut
  await end
})

test('nothing is taken any more, and a second end is no error', async () => {
  const { clock, drain, port } = await setUp()
  const end = drain()
  await drain()
  clock.advance({ milliseconds: 20 })
  await end
  await expect(ask(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
