import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createOutsideClient, type OutsideClient, type OutsideQuestion } from './outside-client.ts'

const clock = manualClock(0)
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function serve(listener: RequestListener): Promise<{ server: Server; client: OutsideClient; address: string }> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  closing.push(() => (server.closeAllConnections(), server.close()))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens
  const client = createOutsideClient({ address: `${address}/a/b//?q=1`, caller: 'a-test', machine: clock })
  closing.push(() => client.close())
  return { server, client, address }
}

const question = (further: Partial<OutsideQuestion> = {}): OutsideQuestion => ({
  method: 'GET',
  path: '/x',
  patience: 2000,
  maxBytes: 1000,
  ...further,
})

describe('a server outside', () => {
  test('is asked as it was said, and at the path of its address', async () => {
    let asked: IncomingMessage | undefined
    const { client, address } = await serve((request, response) => {
      asked = request
      response.setHeader('etag', '"1"').end('hello')
    })
    expect({ ...client }).toMatchObject({ origin: address, base: '/a/b', path: '/a/b//?q=1' })
    const answer = await client.ask(question({ method: 'PUT', path: '/services/a%2F/keys/%3D?x=1', body: '{}' }))
    expect(answer).toMatchObject({ status: 200, text: 'hello', headers: { etag: '"1"' } })
    expect(asked).toMatchObject({ method: 'PUT', url: '/services/a%2F/keys/%3D?x=1' })
    expect(asked?.headers['user-agent']).toBe('a-test')
  })

  test('leads nowhere: a redirect is an answer like any other', async () => {
    let asked = 0
    const { client } = await serve((_request, response) => {
      asked++
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect(await client.ask(question())).toMatchObject({ status: 302 })
    expect(asked).toBe(1)
  })

  test('that hangs is given up when the time is over, and not before', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>()
    const { client } = await serve(() => resolve())
    const answer = client.ask(question({ patience: 2000 }))
    await asked
    clock.advance({ milliseconds: 1999 })
    expect(await Promise.race([answer.catch(() => 'over'), new Promise((go) => setImmediate(() => go('waits')))])).toBe(
      'waits',
    )
    clock.advance({ milliseconds: 1 })
    await expect(answer).rejects.toThrow('no answer within 2000 ms')
  })

  test('that hangs in the middle of its answer is given up, too', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>()
    const { client } = await serve((_request, response) => {
      response.write('half')
      resolve()
    })
    const answer = client.ask(question())
    await asked
    clock.advance({ milliseconds: 2000 })
    await expect(answer).rejects.toThrow('no answer within 2000 ms')
  })

  test('that answers megabytes is given up', async () => {
    const { client } = await serve((_request, response) => {
      const piece = 'x'.repeat(10_000)
      response.end(piece.repeat(200))
    })
    await expect(client.ask(question())).rejects.toThrow('the answer is too large')
  })

  test('that goes away, is not there, or is none', async () => {
    const { client, server } = await serve((request) => request.socket.destroy())
    await expect(client.ask(question())).rejects.toThrow('it closed the connection without an answer')
    await new Promise((resolve) => server.close(resolve))
    await expect(client.ask(question())).rejects.toThrow('nobody listens there')
  })

  test.each(['SSH-2.0-x\r\n', 'x'.repeat(1000), 'HTTP/1.1 200 OK\r\n: \r\n\r\n'])(
    'that answers %j is told to speak something else',
    async (said) => {
      const { client } = await serve((request) => request.socket.end(said))
      await expect(client.ask(question())).rejects.toThrow('its answer is not HTTP')
    },
  )

  test('is not waited for by whoever ends', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>()
    const { client } = await serve(() => resolve())
    const ending = new AbortController()
    const answer = client.ask(question({ signal: ending.signal }))
    await asked
    ending.abort()
    const next = client.ask(question({ signal: ending.signal }))
    clock.advance({ seconds: 2 }) // whoever waits on is given up
    await expect(answer).rejects.toThrow('this process ends')
    await expect(next).rejects.toThrow('this process ends')
  })
})
