import { once } from 'node:events'
import { createServer, request as ask, type IncomingMessage } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  BY_EACH_CLIENT,
  openProxy,
  openServer,
  openService,
  openTalker,
  standsStill,
} from '../../../tests/support/forwarding.ts'
import { openSocket, rawRequest, talk } from '../../../tests/support/raw.ts'
import { until } from '../../../tests/support/until.ts'

const HEAD = 'host: a\r\n'
const PIECE = Buffer.alloc(64_000, 'x')

/** More than all buffers on the way may hold together. */
const MUCH = 40_000_000

describe('nothing is held on the way', () => {
  test.each(BY_EACH_CLIENT)('who does not read an answer by %s holds up its sender', async (_client, fields) => {
    let written = 0
    let isHeldUp = false
    const { port } = await openService((_request, response) => {
      const send = () => {
        while (written < MUCH) {
          written += PIECE.length
          if (!response.write(PIECE)) return void ((isHeldUp = true), response.once('drain', send))
        }
        response.end()
      }
      send()
    })
    const proxy = await openProxy(port)
    const answer = await askProxy(proxy.port, fields)
    answer.pause()
    await until('a standstill', () => isHeldUp)
    await standsStill(() => written)
    expect(written).toBeLessThan(MUCH)
    let read = 0
    for await (const piece of answer) read += (piece as Buffer).length // bytes: no encoding is set
    expect(read).toBe(written)
    expect(proxy.outcomes[0]).toMatchObject({ kind: 'answered', received: written })
  })

  test('who does not read a body holds up its sender', async () => {
    let body: IncomingMessage | undefined
    const { port } = await openService((request, response) => {
      body = request
      request.on('end', () => response.end())
    })
    const proxy = await openProxy(port)
    const request = ask({ port: proxy.port, method: 'POST' })
    let written = 0
    const send = () => {
      while (written < MUCH) {
        written += PIECE.length
        if (!request.write(PIECE)) return void request.once('drain', send)
      }
      request.end()
    }
    send()
    await until('the request', () => body !== undefined)
    await standsStill(() => written)
    expect(written).toBeLessThan(MUCH)
    body?.resume()
    const [answer] = (await once(request, 'response')) as [IncomingMessage] // what Node emits
    expect(answer.statusCode).toBe(200)
    answer.resume()
    await until('the end', () => proxy.outcomes.length === 1)
    expect(proxy.outcomes[0]).toMatchObject({ kind: 'answered', sent: written })
  })

  test('each piece goes on as it comes, in both directions, and so does a head without any', async () => {
    const { port } = await openService((request, response) => {
      response.flushHeaders()
      request.on('data', (piece: Buffer) => response.write(`<${piece}>`))
      request.on('end', () => response.end())
    })
    const socket = openSocket((await openProxy(port)).port)
    onTestFinished(() => void socket.destroy())
    let all = ''
    socket.on('data', (data: Buffer) => (all += data.toString()))
    socket.write(`POST / HTTP/1.1\r\n${HEAD}transfer-encoding: chunked\r\n\r\n`)
    await until('the head', () => all.includes('200 OK'))
    for (const word of ['one', 'two']) {
      socket.write(`3\r\n${word}\r\n`)
      await until(word, () => all.includes(`<${word}>`))
    }
  })

  test.each(BY_EACH_CLIENT)('trailers come back from %s', async (_client, fields) => {
    const { port } = await openService((_request, response) => {
      response.writeHead(200, { trailer: 'x-sum' }).write('ab')
      response.addTrailers([
        ['x-sum', '1'],
        ['X-Sum', '2'],
        ['set-cookie', 'a=b'],
      ] as never) // its type knows no pairs
      response.end()
    })
    const all = await talk((await openProxy(port)).port, rawRequest('GET /', fields))
    expect(all).toMatch(/trailer: x-sum[^]*2\r\nab\r\n0\r\nx-sum: 1\r\nX-Sum: 2\r\n\r\n$/)
  })
})

describe('a body is not asked for before somebody wants it (RFC 9110 §10.1.1)', () => {
  const expecting = `POST / HTTP/1.1\r\n${HEAD}content-length: 3\r\nexpect: 100-continue\r\n\r\n`

  test('it is the target that asks', async () => {
    const server = createServer((request, response) => request.resume().on('end', () => response.end('<done>')))
    let sayYes: (() => void) | undefined
    server.on('checkContinue', (request, response) => {
      sayYes = () => {
        response.writeContinue()
        server.emit('request', request, response)
      }
    })
    const { port } = await openServer(server)
    const socket = openSocket((await openProxy(port)).port)
    onTestFinished(() => void socket.destroy())
    let all = ''
    socket.on('data', (data: Buffer) => (all += data.toString()))
    socket.write(expecting)
    const answerIt = await until('the question', () => sayYes ?? false)
    expect(all).toBe('')
    answerIt()
    await until('100', () => all.startsWith('HTTP/1.1 100 Continue\r\n\r\n'))
    socket.write('abc')
    await until('the answer', () => all.includes('<done>'))
    expect(all.split('100 Continue')).toHaveLength(2)
  })

  test('or refuses it: the connection ends, for nobody knows whether the body still comes', async () => {
    const server = createServer()
    server.on('checkContinue', (_request, response) => response.writeHead(413).end())
    const { port } = await openServer(server)
    const all = await talk((await openProxy(port)).port, expecting)
    expect(all).toMatch(/^HTTP\/1\.1 413 [^]*connection: close/i)
  })

  test('a target that says nothing gets the body after a second', async () => {
    const { port } = await openTalker((socket) => {
      let all = ''
      socket.on('data', (data: Buffer) => {
        all += data.toString()
        if (all.endsWith('abc')) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
      })
    })
    const socket = openSocket((await openProxy(port)).port)
    onTestFinished(() => void socket.destroy())
    socket.write(expecting)
    const [first] = (await once(socket, 'data')) as [Buffer] // what Node emits
    expect(first.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    socket.write('abc')
    expect(String(await once(socket, 'data'))).toContain('200 OK')
  })

  test('what is not passed on is not asked for', async () => {
    const { port } = await openProxy(1)
    const all = await talk(port, expecting.replace('POST /', 'POST /#'))
    expect(all).toMatch(/^HTTP\/1\.1 400 [^]*connection: close/i)
  })
})

async function askProxy(port: number, fields: readonly string[]): Promise<IncomingMessage> {
  const headers = Object.fromEntries(fields.map((field) => field.split(': ')))
  const request = ask({ port, headers })
  request.end()
  const [answer] = (await once(request, 'response')) as [IncomingMessage] // what Node emits
  return answer
}
