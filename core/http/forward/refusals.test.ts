import { describe, expect, test } from 'vitest'
import { BY_EACH_CLIENT, openProxy, openService, openTalker } from '../../../tests/support/forwarding.ts'
import { rawRequest, talk } from '../../../tests/support/raw.ts'

/** What a proxy says to this, and whether anything of it went on. */
async function saidTo(text: string) {
  let arrived = 0
  const { port } = await openService((_request, response) => {
    arrived++
    response.end('ok')
  })
  const answer = await talk((await openProxy(port)).port, text, (all) => all.includes('\r\n\r\n'))
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0), arrived, answer }
}

const HEAD = 'Host: a\r\n'
const CHUNKS = '\r\n0\r\n\r\n'

describe('what two servers may read differently does not go on', () => {
  test.each([
    [
      'both Content-Length and Transfer-Encoding',
      `POST / HTTP/1.1\r\n${HEAD}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n${CHUNKS}`,
      400,
    ],
    ['a coding before chunked', `POST / HTTP/1.1\r\n${HEAD}Transfer-Encoding: gzip, chunked\r\n${CHUNKS}`, 501],
    [
      'chunked twice',
      `POST / HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n${CHUNKS}`,
      400,
    ],
    ['another coding', `POST / HTTP/1.1\r\n${HEAD}Transfer-Encoding: identity\r\n${CHUNKS}`, 501],
    ['an odd spelling of chunked', `POST / HTTP/1.1\r\n${HEAD}Transfer-Encoding: xchunked\r\n${CHUNKS}`, 501],
    ['a coding by HTTP/1.0', `POST / HTTP/1.0\r\n${HEAD}Transfer-Encoding: chunked\r\n${CHUNKS}`, 400],
    ['two lengths', `POST / HTTP/1.1\r\n${HEAD}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc`, 400],
    ['a list of lengths', `POST / HTTP/1.1\r\n${HEAD}Content-Length: 3, 3\r\n\r\nabc`, 400],
    ['a length with a sign', `POST / HTTP/1.1\r\n${HEAD}Content-Length: +3\r\n\r\nabc`, 400],
    ['a name with a space', `GET / HTTP/1.1\r\n${HEAD}X-A : b\r\n\r\n`, 400],
    ['a line that ends in LF alone', `GET / HTTP/1.1\r\n${HEAD}X-A: b\nX-B: c\r\n\r\n`, 400],
    ['a line with CR in it', `GET / HTTP/1.1\r\n${HEAD}X-A: b\rX-B: c\r\n\r\n`, 400],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['two hosts', `GET / HTTP/1.1\r\n${HEAD}Host: b\r\n\r\n`, 400],
    ['a host with a path', 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n', 400],
    ['a host with a user', 'GET / HTTP/1.1\r\nHost: a@b\r\n\r\n', 400],
    ['a whole address', `GET http://b/ HTTP/1.1\r\n${HEAD}\r\n`, 400],
    ['a fragment', `GET /#/../x HTTP/1.1\r\n${HEAD}\r\n`, 400],
    ['CONNECT', `CONNECT b:443 HTTP/1.1\r\n${HEAD}\r\n`, 405],
    ['TRACE', `TRACE / HTTP/1.1\r\n${HEAD}\r\n`, 405],
    ['a version that is not spoken', `GET / HTTP/2.0\r\n${HEAD}\r\n`, 505],
    ['* for GET', `GET * HTTP/1.1\r\n${HEAD}\r\n`, 400],
    ['another expectation', `GET / HTTP/1.1\r\n${HEAD}Expect: 200-ok\r\n\r\n`, 417],
    // From 101 on, newer versions of Node refuse it by themselves; older ones leave out what is too much.
    ['100 headers', `GET / HTTP/1.1\r\n${HEAD}${'x: y\r\n'.repeat(99)}\r\n`, 431],
    ['120 headers', `GET / HTTP/1.1\r\n${HEAD}${'x: y\r\n'.repeat(120)}\r\n`, 431],
    ['17 kB of headers', `GET / HTTP/1.1\r\n${HEAD}x: ${'y'.repeat(17_000)}\r\n\r\n`, 431],
  ])('%s', async (_what, text, status) => {
    const said = await saidTo(text)
    expect(said).toMatchObject({ status, arrived: 0 })
    expect(said.answer).toContain('problem+json')
  })

  test('a folded line becomes one line, if anything', async () => {
    let raw: string[] = []
    const { port } = await openTalker((socket) => {
      socket.on('data', (data: Buffer) => {
        raw = data.toString('latin1').split('\r\n')
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
      })
    })
    await talk(
      (await openProxy(port)).port,
      `GET / HTTP/1.1\r\n${HEAD}X-A: b\r\n Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n`,
    )
    expect(raw.filter((line) => /^\s|^transfer/i.test(line))).toEqual([])
  })

  test('OPTIONS * asks the whole server', async () => {
    const { port } = await openService((request, response) => response.end(`<${request.method} ${request.url}>`))
    const all = await talk((await openProxy(port)).port, `OPTIONS * HTTP/1.1\r\n${HEAD}Connection: close\r\n\r\n`)
    expect(all).toContain('<OPTIONS *>')
  })
})

describe.each(BY_EACH_CLIENT)('an answer to %s that two may read differently does not go back', (_client, fields) => {
  const get = rawRequest('GET /', fields)

  test.each([
    ['both a length and a coding', 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a coding before chunked', 'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['another coding', 'Transfer-Encoding: gzip\r\n\r\nabc'],
    ['two lengths', 'Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd'],
    ['a field with a sign that none has', 'X: a\0b\r\n\r\n'],
    ['a field without a name', ': y\r\n\r\n'],
    ['a line that ends in LF alone', 'X: y\nZ: y\r\n\r\n'],
    ['17 kB of fields', `X: ${'y'.repeat(17_000)}\r\n\r\n`],
    ['no HTTP', '', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['a status that is none', 'X: y\r\n\r\n', 'HTTP/1.1 2000 OK\r\n'],
  ])('%s: 502', async (_what, rest, line = 'HTTP/1.1 200 OK\r\n') => {
    const { port } = await openTalker((socket) => socket.on('data', () => socket.end(`${line}${rest}`)))
    const all = await talk((await openProxy(port)).port, get)
    expect(all).toMatch(/^HTTP\/1\.1 502 /)
    expect(all).toContain('peer-garbled')
    expect(all).not.toContain(`:${port}`)
  })
})
