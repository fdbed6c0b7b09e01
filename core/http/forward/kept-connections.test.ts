import { once } from 'node:events'
import { Agent, request as ask } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { BY_EACH_CLIENT, openProxy, openService, openTalker } from '../../../tests/support/forwarding.ts'
import { rawRequest, sendRaw } from '../../../tests/support/raw.ts'
import { until } from '../../../tests/support/until.ts'
import { systemClock } from '../../clock.ts'
import { createForwarder } from './forward.ts'
import { readTarget } from './target.ts'

const GET = rawRequest('GET /')

describe('connections', () => {
  test('two thousand requests need a few, and leave nothing behind', { timeout: 300_000 }, async () => {
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
    let left = 2000
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
    await until('the last', () => proxy.outcomes.length === 2000)
    expect(proxy.outcomes.every(({ kind }) => kind === 'answered')).toBe(true)
    expect(connections).toBeLessThan(50)
    expect(proxy.forwarder.open).toEqual({ exchanges: 0, tunnels: 0, targets: 1 })
    expect(warnings).toEqual([])
  })

  test.each([
    ['GET', [], 200, 2],
    ['GET', ['content-length: 0'], 200, 2],
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
    const sameClient = headers.length > 0 ? ['content-length: 0'] : []
    await sendRaw(proxy.port, rawRequest('GET /first', sameClient))
    const body = headers[0]?.endsWith('1') ? 'x' : ''
    expect((await sendRaw(proxy.port, rawRequest(`${method} /second`, headers, body))).status).toBe(status)
    expect(sent).toBe(times)
  })

  test.each(BY_EACH_CLIENT)('a new one of %s that breaks is not tried again', async (_client, fields) => {
    let connections = 0
    const { port } = await openTalker((socket) => {
      connections++
      socket.on('data', () => socket.destroy())
    })
    expect((await sendRaw((await openProxy(port)).port, rawRequest('GET /', fields))).status).toBe(502)
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
    const first = Array.from({ length: limits.exchanges === 2 ? 2 : 3 }, () => sendRaw(proxy.port, GET))
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

  test('connections: both clients have theirs in common, and those of one make room for those of the other', async () => {
    const open = new Set<unknown>()
    let made = 0
    let answers: (() => void)[] = []
    const { port, server } = await openService((_request, response) => {
      answers.push(() => response.end('ok'))
      if (answers.length < 2) return
      for (const answer of answers) answer()
      answers = []
    })
    server.on('connection', (socket) => {
      made++
      open.add(socket)
      socket.on('close', () => open.delete(socket))
    })
    const proxy = await openProxy(port, {}, { limits: { connections: 2 } })
    for (const fields of [[], ['content-length: 0'], [], ['content-length: 0']]) {
      const both = [sendRaw(proxy.port, rawRequest('GET /', fields)), sendRaw(proxy.port, rawRequest('GET /', fields))]
      expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200])
    }
    expect(made).toBe(8) // those of the other client have made room each time
    await until('no more than two', () => open.size <= 2)
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
