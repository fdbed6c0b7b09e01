import { describe, expect, test } from 'vitest'
import { BY_EACH_CLIENT, openProxy, openTalker } from '../../../tests/support/forwarding.ts'
import { rawRequest, talk } from '../../../tests/support/raw.ts'

describe.each(BY_EACH_CLIENT)('what comes before an answer, and %s reads it,', (_client, fields) => {
  const get = rawRequest('GET /', fields)

  test.each([
    ['a 100 that nobody asked for', 'HTTP/1.1 100 Continue\r\n\r\n', /^HTTP\/1\.1 200 /],
    [
      '103 with links',
      'HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n',
      /^HTTP\/1\.1 103 [^]*<\/a>[^]*1\.1 200 /,
    ],
    ['103 with rubbish', 'HTTP/1.1 103 Early Hints\r\nlink: <\r\n\r\n', /^HTTP\/1\.1 200 /],
    ['102', 'HTTP/1.1 102 Processing\r\n\r\n', /^HTTP\/1\.1 102 [^]*1\.1 200 /],
    ['199', 'HTTP/1.1 199 X\r\n\r\n', /^HTTP\/1\.1 200 /],
    ['101 that nobody asked for', 'HTTP/1.1 101 X\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n', /^HTTP\/1\.1 502 /],
  ])('%s does no harm', async (_what, early, expected) => {
    const answer = `${early}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok`
    const { port } = await openTalker((socket) => void socket.on('data', () => socket.end(answer)))
    expect(await talk((await openProxy(port)).port, get)).toMatch(expected)
  })

  test('a flood of it is not held for who does not read', async () => {
    const early = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'
    const answer = `${early.repeat(1000)}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok`
    const { port } = await openTalker((socket) => void socket.on('data', () => socket.end(answer)))
    const all = await talk((await openProxy(port)).port, get)
    expect(all.split(' 103 ')).toHaveLength(17)
    expect(all).toContain(' 200 ')
  })
})

test('a target that says 100 to who asked for none hears no request twice but the first', async () => {
  const heard: string[] = []
  const { port } = await openTalker((socket) => {
    socket.on('data', (data: Buffer) => {
      heard.push(/^\S+ \S+/.exec(data.toString())?.[0] ?? '')
      socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
    })
  })
  const proxy = await openProxy(port)
  for (const path of ['/a', '/b', '/c']) {
    expect(await talk(proxy.port, rawRequest(`GET ${path}`))).toMatch(/^HTTP\/1\.1 200 [^]*ok$/)
  }
  expect(heard).toEqual(['GET /a', 'GET /a', 'GET /b', 'GET /c'])
})

describe.each(BY_EACH_CLIENT)('a reason of %s means nothing', (_client, fields) => {
  test.each(['', ' O\x01K', ' caf\xe9', ' \xff', ' so'])('%j', async (reason) => {
    const { port } = await openTalker(
      (socket) =>
        void socket.on('data', () => {
          socket.end(Buffer.from(`HTTP/1.1 404${reason}\r\ncontent-length: 2\r\n\r\nno`, 'latin1'))
        }),
    )
    expect(await talk((await openProxy(port)).port, rawRequest('GET /', fields))).toMatch(
      /^HTTP\/1\.1 404 .*\r\n[^]*no$/,
    )
  })
})
