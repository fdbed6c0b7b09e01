import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { request, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePorts } from '../../tests/support/ports.ts'
import { manualClock, systemClock } from '../clock.ts'
import { openPorts } from './listen.ts'
import { openTlsIdentity, type TlsIdentity } from './tls.ts'

let folder: string
let tls: TlsIdentity
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drain-'))
  tls = await openTlsIdentity(folder, 'serviceb', systemClock)
})
afterAll(() => rm(folder, { recursive: true }))

/** Ports that take requests and answer when the test does; the sweeps of their end come when the test moves the clock. */
async function setUp(port = 0, longestEnd?: number) {
  const clock = manualClock(0)
  const ports = await openPorts({ host: '127.0.0.1', port, tlsPort: 0, clock, longestEnd })
  const requests: [IncomingMessage, ServerResponse][] = []
  const waiting: ((next: [IncomingMessage, ServerResponse]) => void)[] = []
  ports.serve((request, response) => {
    const next = waiting.shift()
    if (next) next([request, response])
    else requests.push([request, response])
  }, tls)
  const drain = () => ports.close()
  const nextRequest = () =>
    new Promise<[IncomingMessage, ServerResponse]>((resolve) => {
      const here = requests.shift()
      if (here) resolve(here)
      else waiting.push(resolve)
    })
  return { clock, drain, port: ports.port, nextRequest }
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
  const [, response] = await coming
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

test('where its end may take so long and no longer, what a handler works on is cut then', async () => {
  const { clock, drain, port, nextRequest } = await setUp(0, 1000)
  const coming = nextRequest()
  const answer = ask(port, 'whole').catch(() => 'cut')
  const [, response] = await coming
  const end = drain()
  clock.advance({ milliseconds: 980 })
  expect(response.destroyed).toBe(false)
  clock.advance({ milliseconds: 20 })
  expect(await answer).toBe('cut')
  await end
})

/** A request of which the end never comes; it has arrived when a later one is answered. */
async function halfRequest({ port, nextRequest }: Awaited<ReturnType<typeof setUp>>) {
  const half = connect(port, '127.0.0.1').on('error', () => {})
  half.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhal')
  await once(half, 'connect')
  const later = ask(port)
  const [, response] = await nextRequest()
  response.end()
  await later
  return half
}

test('of two requests the half one does not cut the whole one', async () => {
  const sandbox = await setUp()
  const half = await halfRequest(sandbox)
  const { clock, drain, port, nextRequest } = sandbox
  const second = nextRequest()
  const answer = ask(port)
  const [, response] = await second
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
  const sandbox = await setUp()
  const half = await halfRequest(sandbox)
  const { clock, drain } = sandbox
  const end = drain()
  clock.advance({ seconds: 1 })
  expect(half.destroyed).toBe(false)
  const cut = once(half.resume(), 'close')
  clock.advance({ milliseconds: 20 })
  await cut
  await end
})

test('a connection on which nobody ever asked is cut at once', async () => {
  const { clock, drain, port, nextRequest } = await setUp()
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const answered = ask(port) // of a later connection: so the silent one is known by then
  const [, response] = await nextRequest()
  response.end()
  await answered
  const end = drain()
  const cut = once(socket.resume(), 'close')
  clock.advance({ milliseconds: 20 })
  await cut
  await end
})

test('nothing is taken any more, and a second end is no error', async () => {
  const { clock, drain, port } = await setUp((await freePorts(1))[0]) // nobody else is given it when it is over
  const end = drain()
  await drain()
  clock.advance({ milliseconds: 20 })
  await end
  await expect(ask(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
