import { describe, expect, onTestFinished, test } from 'vitest'
import { BY_EACH_CLIENT, openProxy, openService, openTalker, standsStill } from '../../../tests/support/forwarding.ts'
import { openSocket } from '../../../tests/support/raw.ts'
import { until } from '../../../tests/support/until.ts'
import { manualClock } from '../../clock.ts'
import type { ForwardOptions, ForwardTimes } from './forward.ts'
import { readTarget } from './target.ts'

const PIECE = Buffer.alloc(64_000, 'x')

/** A proxy whose time the test moves, and a client that has sent this. */
async function openWith(port: number, text: string, times: Partial<ForwardTimes>, options: ForwardOptions = {}) {
  const clock = manualClock(0)
  const proxy = await openProxy(port, { times, ...options }, { clock })
  const socket = openSocket(proxy.port).on('error', () => {})
  onTestFinished(() => void socket.destroy())
  let heard = ''
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve())) // an error is no news here
  socket.on('data', (data: Buffer) => (heard += data.toString('latin1')))
  socket.write(text)
  await until('the exchange', () => proxy.forwarder.open.exchanges + proxy.outcomes.length === 1)
  return { clock, proxy, socket, closed, heard: () => heard }
}

const rawGet = (fields: readonly string[]) => `${['GET / HTTP/1.1', 'host: a', ...fields].join('\r\n')}\r\n\r\n`
const GET = rawGet([])
const GETS = BY_EACH_CLIENT.map(([client, fields]) => [client, rawGet(fields)])
const HALF = 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nhalf'
const LIMIT = 2000

/** Just before, nothing has happened; just after, it has. */
async function passesLimit({ clock, proxy }: Awaited<ReturnType<typeof openWith>>): Promise<void> {
  clock.advance({ milliseconds: LIMIT - 200 })
  expect(proxy.outcomes).toEqual([])
  clock.advance({ milliseconds: 400 })
  await until('the end', () => proxy.outcomes.length === 1)
}

describe('what takes too long ends', () => {
  test.each(GETS)('a target that does not answer %s: 504', async (_client, get) => {
    let arrived = 0
    let gone = 0
    const { port } = await openService((request) => {
      arrived++
      request.socket.on('close', () => gone++)
    })
    const open = await openWith(port, get, { headers: LIMIT })
    await until('the request', () => arrived === 1)
    await passesLimit(open)
    await until('the answer', () => open.heard().endsWith('}\n'))
    expect(open.heard()).toMatch(/^HTTP\/1\.1 504 [^]*peer-timeout/)
    expect(open.heard()).not.toContain(`:${port}`)
    await until('that the target is let go', () => gone === 1)
  })

  test('a target that takes no more of a body: 504', async () => {
    const { port } = await openService((request) => void request.pause())
    const open = await openWith(port, 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999\r\n\r\n', {
      upstreamSilence: LIMIT,
    })
    const more = (): unknown => !open.socket.destroyed && open.socket.write(PIECE) && more()
    more()
    open.socket.on('drain', more)
    await standsStill(() => open.socket.bytesWritten)
    await passesLimit(open)
    expect(open.proxy.outcomes[0]).toMatchObject({ kind: 'refused', status: 504 })
  })

  test('a client that does not send on: 408', async () => {
    let gone = 0
    const { port } = await openService((request) => request.on('error', () => {}).on('close', () => gone++))
    const open = await openWith(port, HALF, { clientSilence: LIMIT })
    await standsStill(() => open.socket.bytesWritten)
    await passesLimit(open)
    await until('the answer', () => open.heard().endsWith('}\n'))
    expect(open.heard()).toMatch(/^HTTP\/1\.1 408 /)
    await until('that the target is let go', () => gone === 1)
  })

  test.each(GETS)('a target that does not go on with its answer to %s: the connection is cut', async (_client, get) => {
    const { port } = await openService((_request, response) => void response.writeHead(200).write('half'))
    const open = await openWith(port, get, { upstreamSilence: LIMIT })
    await until('half', () => open.heard().includes('half'))
    await passesLimit(open)
    await open.closed
    expect(open.heard()).not.toMatch(/\r\n0\r\n/)
    expect(open.proxy.outcomes[0]).toMatchObject({ kind: 'broken-off', by: 'time', status: 200 })
  })

  test.each(GETS)(
    'a client that does not read its answer by %s: it is cut, and the target let go',
    async (_client, get) => {
      let gone = 0
      let written = 0
      const { port } = await openService((request, response) => {
        request.socket.on('close', () => gone++)
        const send = () => void (++written && response.write(PIECE) ? send() : response.once('drain', send))
        send()
      })
      const open = await openWith(port, get, { clientSilence: LIMIT })
      open.socket.pause()
      await standsStill(() => written)
      await passesLimit(open)
      expect(open.proxy.outcomes[0]).toMatchObject({ kind: 'broken-off', by: 'time' })
      await until('that the target is let go', () => gone === 1)
    },
  )

  test('all of an exchange, where that is limited', async () => {
    const { port } = await openService((_request, response) => void response.writeHead(200).write('half'))
    const open = await openWith(port, GET, { total: LIMIT })
    await until('half', () => open.heard().includes('half'))
    await passesLimit(open)
    expect(open.proxy.outcomes[0]).toMatchObject({ kind: 'broken-off', by: 'time' })
  })

  test.each(GETS)('a connection for %s that does not come about: 504', async (_client, get) => {
    let taken = 0
    const { port } = await openTalker(() => taken++) // it takes the connection, and never agrees on TLS
    const clock = manualClock(0)
    const proxy = await openProxy(readTarget(`https://127.0.0.1:${port}`), { times: { connect: LIMIT } }, { clock })
    const socket = openSocket(proxy.port)
    onTestFinished(() => void socket.destroy())
    socket.write(get)
    await until('the connection', () => taken === 1)
    clock.advance({ milliseconds: LIMIT + 200 })
    await until('the end', () => proxy.outcomes.length === 1)
    expect(proxy.outcomes[0]).toMatchObject({ kind: 'refused', status: 504 })
  })
})

describe('who goes away', () => {
  test.each([...GETS, ['a body', HALF]])(
    'before there is an answer by %s: the target is let go',
    async (_client, text) => {
      let arrived = 0
      let gone = 0
      const { port } = await openService((request) => {
        arrived++
        request.on('error', () => {}).socket.on('close', () => gone++)
      })
      const open = await openWith(port, text, {})
      await until('the request', () => arrived === 1)
      open.socket.destroy()
      await until('that the target is let go', () => gone === 1 && open.proxy.outcomes.length === 1)
      expect(open.proxy.outcomes[0]).toMatchObject({ kind: 'client-gone' })
      expect(open.proxy.forwarder.open.exchanges).toBe(0)
    },
  )

  test.each(GETS)('in the middle of an answer by %s: the target is let go', async (_client, get) => {
    let gone = 0
    const { port } = await openService((request, response) => {
      request.socket.on('close', () => gone++)
      response.write('half')
    })
    const open = await openWith(port, get, {})
    await until('half', () => open.heard().includes('half'))
    open.socket.destroy()
    await until('that the target is let go', () => gone === 1 && open.proxy.outcomes.length === 1)
    expect(open.proxy.outcomes[0]).toMatchObject({ kind: 'broken-off', by: 'client' })
  })

  test.each(
    [
      ['a length', 'content-length: 9\r\n\r\nhalf'],
      ['chunks', 'transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
    ].flatMap((row) => GETS.map((get) => [...row, ...get])),
  )('a target in the middle of an answer with %s: half is not the whole', async (_what, answer, _client, get) => {
    const { port } = await openTalker((socket) => {
      socket.on(
        'data',
        () => void socket.write(`HTTP/1.1 200 OK\r\n${answer}`, () => setTimeout(() => socket.destroy(), 50)),
      )
    })
    const open = await openWith(port, get, {})
    await open.closed
    expect(open.heard()).toMatch(/^HTTP\/1\.1 200 [^]*half/)
    expect(open.heard()).not.toMatch(/\r\n0\r\n/)
    expect(open.proxy.outcomes[0]).toMatchObject({ kind: 'broken-off', by: 'upstream', received: 4 })
  })

  test('a target before its answer: 502', async () => {
    const { port } = await openTalker((socket) => void socket.on('data', () => socket.destroy()))
    const open = await openWith(port, HALF, {})
    await until('the answer', () => open.heard().endsWith('}\n'))
    expect(open.heard()).toMatch(/^HTTP\/1\.1 502 [^]*peer-unreachable/)
  })

  test.each(GETS)('the caller, by a signal: 503 before there is an answer of %s', async (_client, get) => {
    const ends = new AbortController()
    let arrived = 0
    const { port } = await openService(() => void arrived++)
    const open = await openWith(port, get, {}, { signal: ends.signal })
    await until('the request', () => arrived === 1)
    ends.abort()
    await until('the answer', () => open.heard().endsWith('}\n'))
    expect(open.heard()).toMatch(/^HTTP\/1\.1 503 [^]*retry-after/)
  })
})
