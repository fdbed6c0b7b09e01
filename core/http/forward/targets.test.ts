import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, createServer, request as ask } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openProxy, openServer, openService, openTalker } from '../../../tests/support/forwarding.ts'
import { rawRequest, sendRaw } from '../../../tests/support/raw.ts'
import { until } from '../../../tests/support/until.ts'
import { systemClock } from '../../clock.ts'
import { openTlsIdentity, type TlsIdentity } from '../tls.ts'
import { createForwarder } from './forward.ts'
import { readTarget, type TargetTls } from './target.ts'

let folder: string
let tls: TlsIdentity
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fw-'))
  tls = await openTlsIdentity(folder, 'serviceb', systemClock)
})
afterAll(() => rm(folder, { recursive: true }))

const GET = rawRequest('GET /')

async function answerBy(how: TargetTls | undefined, hostname = '127.0.0.1') {
  const { port } = await openServer(createSecureServer(tls, (_request, response) => response.end('<secret>')))
  const target = readTarget(`https://${hostname}:${port}`, how && { tls: how })
  return { port, ...(await sendRaw((await openProxy(target)).port, GET)) }
}

const socketPath = () => (process.platform === 'win32' ? `\\\\.\\pipe\\fw-${process.pid}` : join(folder, 's.sock'))

describe('a target by https', () => {
  test.each(['127.0.0.1', 'localhost'])('is believed by its CA and name: %s', async (hostname) => {
    expect(await answerBy({ ca: tls.ca }, hostname)).toMatchObject({ status: 200 })
    expect(await answerBy({ ca: tls.ca, servername: 'serviceb' }, hostname)).toMatchObject({ status: 200 })
  })

  test.each([
    ['nobody vouches for it', () => undefined],
    ['it has another name', () => ({ ca: tls.ca, servername: 'servicec' })],
  ])('is not, when %s: 502, and it hears nothing', async (_what, how) => {
    const { status, body, port } = await answerBy(how())
    expect(status).toBe(502)
    expect(body).toContain('its certificate is not one that is believed here')
    expect(body).not.toMatch(new RegExp(`${port}|127\\.0|secret`))
  })

  test('is, whoever it is, where that is said', async () => {
    expect(await answerBy({ isUnchecked: true })).toMatchObject({ status: 200 })
  })

  test('sees our certificate, where it asks for one', async () => {
    const server = createSecureServer({ ...tls, requestCert: true }, (request, response) => {
      response.end(`<${'authorized' in request.socket && request.socket.authorized}>`)
    })
    const { port } = await openServer(server)
    const target = readTarget(`https://127.0.0.1:${port}`, { tls })
    expect((await sendRaw((await openProxy(target)).port, GET)).body).toContain('<true>')
  })
})

describe('a target on a socket', () => {
  test('is reached, and its Host is localhost', async () => {
    const server = createServer((request, response) => response.end(`<${request.headers.host}>`)).listen(socketPath())
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const target = readTarget(`unix:${socketPath()}`)
    expect((await sendRaw((await openProxy(target)).port, GET)).body).toContain('<localhost>')
  })

  test('where nobody listens is not: 502, without its path', async () => {
    const { status, body } = await sendRaw((await openProxy(readTarget(`unix:${folder}/none`))).port, GET)
    expect(status).toBe(502)
    expect(body).not.toContain(folder)
  })
})

describe('connections', () => {
  test('ten thousand requests need a few, and leave nothing behind', { timeout: 300_000 }, async () => {
    let connections = 0
    const { port, server } = await openService((request, response) =>
      request.resume().on('end', () => response.end('ok')),
    )
    server.on('connection', () => connections++)
    const proxy = await openProxy(port, { headers: { set: { x: 'y' } } })
    const agent = new Agent({ keepAlive: true, maxSockets: 8 })
    onTestFinished(() => agent.destroy())
    const warnings: Error[] = []
    const note = (warning: Error) => void warnings.push(warning)
    process.on('warning', note)
    onTestFinished(() => void process.off('warning', note))
    let left = 10_000
    const sendInTurn = async () => {
      while (left-- > 0) {
        const method = left % 3 === 0 ? 'POST' : 'GET'
        const request = ask({
          port: proxy.port,
          agent,
          method,
          headers: method === 'POST' ? { 'content-length': 3 } : {},
        })
        request.end(method === 'POST' ? 'abc' : undefined)
        const [answer] = await once(request, 'response')
        answer.resume()
        await once(answer, 'end')
      }
    }
    await Promise.all(Array.from({ length: 8 }, sendInTurn))
    await until('the last', () => proxy.outcomes.length === 10_000)
    expect(proxy.outcomes.every(({ kind }) => kind === 'answered')).toBe(true)
    expect(connections).toBeLessThan(50)
    expect(proxy.forwarder.open).toEqual({ exchanges: 0, tunnels: 0, targets: 1 })
    expect(warnings).toEqual([])
  })

  test.each([
    ['GET', [], 200, 2],
    ['DELETE', [], 200, 2],
    ['POST', ['content-length: 0'], 502, 1],
    ['PUT', ['content-length: 1'], 502, 1],
  ])('%s %j on a kept one that breaks: %i, sent %i times', async (method, headers, status, times) => {
    let sent = 0
    const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'
    const { port } = await openTalker((socket) => {
      let asked = 0
      socket.on('data', (data: Buffer) => {
        if (data.includes('/first')) return void socket.write(answer)
        if (data.includes('/second')) sent++
        if (asked++ === 0 && sent === 1) socket.destroy()
        else if (data.includes('/second')) socket.write(answer)
      })
    })
    const proxy = await openProxy(port)
    await sendRaw(proxy.port, rawRequest('GET /first'))
    const body = headers[0]?.endsWith('1') ? 'x' : ''
    expect((await sendRaw(proxy.port, rawRequest(`${method} /second`, headers, body))).status).toBe(status)
    expect(sent).toBe(times)
  })

  test('a new one that breaks is not tried again', async () => {
    let connections = 0
    const { port } = await openTalker((socket) => {
      connections++
      socket.on('data', () => socket.destroy())
    })
    expect((await sendRaw((await openProxy(port)).port, GET)).status).toBe(502)
    expect(connections).toBe(1)
  })
})

describe('too many', () => {
  test.each([
    ['exchanges', { exchanges: 2 }],
    ['that wait for one target', { connections: 1, exchanges: 9 }],
  ])('%s: 503', async (_what, limits) => {
    const answers: (() => void)[] = []
    const { port } = await openService((_request, response) => void answers.push(() => response.end()))
    const proxy = await openProxy(port, {}, { limits })
    const first = Array.from({ length: limits.exchanges === 2 ? 2 : 4 }, () => sendRaw(proxy.port, GET))
    await until('as many as may', () => proxy.forwarder.open.exchanges === first.length)
    const { status, head } = await sendRaw(proxy.port, GET)
    expect(status).toBe(503)
    expect(head).toMatch(/retry-after: 1/)
    let isOver = false
    const all = Promise.all(first).then((each) => ((isOver = true), each))
    await until('the answers', () => {
      for (const answer of answers.splice(0)) answer()
      return isOver
    })
    expect((await all).map((each) => each.status)).toEqual(first.map(() => 200))
  })

  test('targets: the one unused longest makes room', async () => {
    const forwarder = createForwarder({ clock: systemClock, limits: { targets: 2 } })
    const services = await Promise.all([0, 1, 2].map(() => openService((_request, response) => response.end('ok'))))
    const { port } = await openService((request, response) => {
      const to = services[Number(request.url?.slice(1))]?.port
      void forwarder.forward(request, response, readTarget(`http://127.0.0.1:${to}`))
    })
    for (const path of ['/0', '/1', '/0', '/2'])
      expect((await sendRaw(port, rawRequest(`GET ${path}`))).status).toBe(200)
    expect(forwarder.open.targets).toBe(2)
    await forwarder.close()
  })
})
