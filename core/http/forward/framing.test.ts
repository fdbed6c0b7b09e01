import { describe, expect, test } from 'vitest'
import { asked, BY_EACH_CLIENT, openProxy, openService } from '../../../tests/support/forwarding.ts'
import { rawRequest, talk } from '../../../tests/support/raw.ts'

describe.each(BY_EACH_CLIENT)('how an answer is framed that came by the client of %s', (_client, fields) => {
  const get = (method: string) => `${[`${method} / HTTP/1.1`, 'host: a', ...fields].join('\r\n')}\r\n\r\n`

  test.each([
    ['HEAD', 200, ['content-length', '5'], /content-length: 5/i],
    ['HEAD', 200, ['transfer-encoding', 'chunked'], /^(?![^]*(?:length|transfer))/i],
    ['GET', 204, ['content-length', '5'], /^(?![^]*(?:length|transfer))/i],
    ['GET', 204, [], /^(?![^]*(?:length|transfer))/i],
    ['GET', 304, ['content-length', '5'], /content-length: 5/i],
  ])('%s, %i %j', async (method, status, headers, expected) => {
    const { port } = await openService((_request, response) => response.writeHead(status, headers).end())
    const proxy = await openProxy(port)
    // A second request on the same connection finds its own answer: the first had no body.
    const all = await talk(proxy.port, get(method) + get('HEAD'), (text) => text.split('HTTP/1.1 ').length === 3)
    const [, first = '', second = ''] = all.split('HTTP/1.1 ')
    expect(first).toMatch(new RegExp(`^${status} `))
    expect(first).toMatch(expected)
    expect(first.endsWith('\r\n\r\n') && second.startsWith(`${status} `)).toBe(true)
  })

  test('a client of HTTP/1.0 gets no chunks and no trailers', async () => {
    const { port } = await openService((_request, response) => {
      response.writeHead(200, { trailer: 'x-sum' }).write('hel')
      response.addTrailers({ 'x-sum': '1' })
      response.end('lo')
    })
    const all = await talk((await openProxy(port)).port, get('GET').replace('HTTP/1.1', 'HTTP/1.0'))
    expect(all).toMatch(/\r\n\r\nhello$/)
    expect(all).not.toMatch(/chunked|trailer|sum/i)
  })
})

describe('how a request is framed', () => {
  test.each([
    ['POST', ['content-length: 0'], /"0".*none/],
    ['POST', [], /"0".*none/],
    ['GET', [], /null.*none/],
    ['GET', ['content-length: 0'], /"0".*none/],
    ['DELETE', ['content-length: 2'], /"2".*none/],
    ['GET', ['transfer-encoding: chunked'], /null.*chunked/],
  ])('%s %j', async (method, headers, expected) => {
    const { port } = await openService((request, response) => {
      const { 'content-length': length = null, 'transfer-encoding': coding = 'none' } = request.headers
      request.resume().on('end', () => response.end(`<${JSON.stringify(length)} ${coding}>`))
    })
    const body = headers[0]?.includes('chunked') ? '2\r\nab\r\n0\r\n\r\n' : headers[0]?.includes('2') ? 'ab' : ''
    expect(await asked((await openProxy(port)).port, rawRequest(`${method} /`, headers, body))).toMatch(expected)
  })
})
