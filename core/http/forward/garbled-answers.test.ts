import type { Buffer } from 'node:buffer'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { openProxy, openTalker } from '../../../tests/support/forwarding.ts'
import { openSocket, rawRequest, sendRaw } from '../../../tests/support/raw.ts'

const REQUESTS = [
  ['GET by undici', rawRequest('GET /')],
  ['GET by Node', rawRequest('GET /', ['content-length: 0'])],
  ['POST', rawRequest('POST /', ['content-length: 3'], 'abc')],
] as const

const CHUNKED = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'

/** A target that says this to each request. */
const openSaying = (says: (socket: Socket) => void) =>
  openTalker((socket) => {
    let asked = ''
    socket.on('data', (data: Buffer) => {
      asked += data.toString()
      if (/\r\n\r\n$|abc$/.test(asked) && !(asked.startsWith('POST') && !asked.endsWith('abc'))) says(socket)
    })
  })

describe.each(REQUESTS)('%s', (_name, request) => {
  test.each([
    ['a size that is none', `${CHUNKED}ZZ\r\n`],
    ['the same behind a chunk', `${CHUNKED}2\r\nok\r\nZZ\r\n`],
    ['the same behind many', `${CHUNKED}${'2\r\nok\r\n'.repeat(100)}ZZ\r\n`],
    ['ends of line without CR', `${CHUNKED}2\nok\n0\n\n`],
    ['a length in a trailer', `${CHUNKED}2\r\nok\r\n0\r\ncontent-length: 9\r\n\r\n`],
  ])('an answer with %s that comes with its head is 502, and not a cut without a word', async (_what, text) => {
    const { port } = await openSaying((socket) => void socket.write(text))
    const proxy = await openProxy(port)
    expect(await sendRaw(proxy.port, request)).toMatchObject({ status: 502, body: expect.stringContaining('garbled') })
    expect(proxy.outcomes).toMatchObject([{ kind: 'refused', status: 502 }])
  })

  test('what is wrong when half has gone back cuts it: half is not taken for the whole', async () => {
    const { port } = await openSaying((socket) => {
      socket.write(`${CHUNKED}2\r\nok\r\n`)
      client.once('data', () => socket.write('ZZ\r\n'))
    })
    const proxy = await openProxy(port)
    const client = openSocket(proxy.port)
    let heard = ''
    client.on('data', (data: Buffer) => (heard += data.toString())).on('error', () => {})
    client.write(request)
    await once(client, 'close')
    expect(heard).toMatch(/^HTTP\/1.1 200 [^]*\r\n2\r\nok\r\n$/)
    expect(proxy.outcomes).toMatchObject([{ kind: 'broken-off', by: 'upstream' }])
  })

  test.each([
    [
      '101 that nobody has asked for',
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
    ],
    ['101 that switches nothing', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['status below 100', 'HTTP/1.1 099 Early\r\ncontent-length: 0\r\n\r\n'],
  ])('a %s is 502', async (_what, text) => {
    const { port } = await openSaying((socket) => void socket.write(text))
    expect((await sendRaw((await openProxy(port)).port, request)).status).toBe(502)
  })
})
