import { once } from 'node:events'
import { createServer as createHttpServer, request } from 'node:http'
import { connect as connectHttp2 } from 'node:http2'
import { createServer } from 'node:net'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { openDialTunnel } from './dial.ts'
import { cut } from './join.ts'
import { ALIVE_EVERY } from './rules.ts'
import { serveTunnel } from './serve.ts'
import { FIRST_WORD, echo, listen, openPair, reachPort, socketPair } from './tunnel.fixture.ts'

test('bytes pass both ways, and each end is an end of its own', async () => {
  const { tunnel } = await openPair(reachPort(await listen(echo())))
  const connections = Array.from({ length: 20 }, () => tunnel.dial())
  expect(tunnel.connections).toBe(20)
  const said = connections.map((each, at) => {
    each.write(`${at}:`)
    each.end('end')
    return text(each)
  })
  expect(await Promise.all(said)).toEqual(connections.map((_each, at) => `${at}:end`))
  await Promise.all(connections.map((each) => each.closed || once(each, 'close')))
  expect(tunnel.connections).toBe(0)
})

test('HTTP/1.1 is spoken through it, on one connection time after time', async () => {
  const http = createHttpServer((asked, answer) => void answer.end(`${asked.method} ${asked.url}`))
  const { tunnel } = await openPair(reachPort(await listen(http)))
  const connection = tunnel.dial().on('error', () => {}) // it is kept until the tunnel ends
  for (const path of ['/a', '/b']) {
    const asked = request({ path, createConnection: () => connection, headers: { connection: 'keep-alive' } }).end()
    const [answer] = await once(asked, 'response')
    expect(await text(answer)).toBe(`GET ${path}`)
  }
})

test('who reads slowly holds up nobody else, and no more than a window of it is under way', async () => {
  const sent = { bytes: 0 }
  const flood = createServer((socket) => {
    socket.on('error', () => {})
    const more = () => {
      while (socket.write(Buffer.alloc(65_536))) sent.bytes += 65_536
      socket.once('drain', more)
    }
    socket.once('data', (piece: Buffer) => (String(piece) === 'flood' ? more() : socket.end(piece)))
  })
  const { tunnel } = await openPair(reachPort(await listen(flood)))
  const slow = tunnel.dial().on('error', () => {})
  slow.write('flood')
  await once(slow, 'readable')
  for (let round = 0; round < 50; round++) {
    const other = tunnel.dial()
    other.end('short')
    expect(await text(other)).toBe('short')
  }
  expect(sent.bytes).toBeLessThan(20_000_000)
  slow.destroy()
})

test('where the service cannot be reached, the connection ends with that', async () => {
  const { tunnel } = await openPair(() => Promise.reject(new Error('nobody is there')))
  const connection = tunnel.dial()
  connection.write('GET / HTTP/1.1\r\n\r\n')
  const [error] = await once(connection, 'error')
  expect(error).toMatchObject({ name: 'ConnectionRefused', code: 'ECONNREFUSED' })
})

test('what the service cuts is cut, not ended', async () => {
  const cutter = createServer((socket) => void socket.once('data', () => socket.resetAndDestroy()))
  const { tunnel } = await openPair(reachPort(await listen(cutter)))
  const connection = tunnel.dial().resume()
  const ends: string[] = []
  connection.on('end', () => ends.push('end'))
  connection.write('x')
  const [error] = await once(connection, 'error')
  expect(ends).toEqual([])
  expect(error.code).toMatch(/^(?:ECONNRESET|ERR_HTTP2_STREAM_ERROR)$/)
})

test('whoever is cut by TCP knows that it was no end', async () => {
  for (let round = 0; round < 3; round++) {
    const [here, there] = await socketPair()
    if (here.connecting) await once(here, 'connect')
    there.resume()
    cut(here)
    expect((await once(there, 'error'))[0]).toMatchObject({ code: 'ECONNRESET' })
  }
})

test('when the tunnel ends, so does everything in it', async () => {
  const { tunnel, agent } = await openPair(reachPort(await listen(echo())))
  const connection = tunnel.dial()
  connection.write('x')
  await once(connection, 'data')
  agent.destroy()
  await Promise.all([once(connection, 'error'), tunnel.ended])
})

test('another end that has gone without a word is noticed by the next time it is asked', async () => {
  const clock = manualClock(0)
  const [relay, agent] = await socketPair()
  agent.pause() // nobody reads there
  agent.write(FIRST_WORD)
  const tunnel = openDialTunnel(relay, 'b', clock)
  expect(await tunnel.opened).toBe(true)
  clock.advance({ milliseconds: ALIVE_EVERY })
  clock.advance({ milliseconds: ALIVE_EVERY })
  await tunnel.ended
})

test('an end that says no more than it must is asked, and kept', async () => {
  const { tunnel, served, clock } = await openPair(reachPort(await listen(echo())))
  expect([await tunnel.opened, await served.opened]).toEqual([true, true])
  const ended = { is: false }
  void tunnel.ended.then(() => (ended.is = true))
  for (let round = 0; round < 3; round++) {
    clock.advance({ milliseconds: ALIVE_EVERY })
    const connection = tunnel.dial()
    connection.end('x')
    await text(connection) // the answer to a ping is before it
  }
  expect(ended.is).toBe(false)
})

test('of the end of the agent nothing can be asked but connections', async () => {
  const [relay, agent] = await socketPair()
  const reached: Duplex[] = []
  serveTunnel(agent, async () => { throw new Error(`reached ${reached.length}`) }, manualClock(0)) // prettier-ignore
  const session = connectHttp2('http://tunnel.invalid', { createConnection: () => relay })
  onTestFinished(() => session.destroy())
  const stream = session.request({ ':path': '/', ':method': 'GET' }).end()
  const [headers] = await once(stream, 'response')
  expect(headers[':status']).toBe(405)
})
