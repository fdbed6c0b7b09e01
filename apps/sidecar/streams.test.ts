import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { openSocket, talk } from '../../tests/support/raw.ts'
import { until } from '../../tests/support/until.ts'
import { openTestSidecars, type TestSidecarOptions, type TestSidecars } from './sidecars.fixture.ts'

let opened: TestSidecars | undefined
afterEach(async () => {
  await opened?.close()
  opened = undefined
})

type Handler = (request: IncomingMessage, response: ServerResponse) => void
/** Both sidecars, with a service that does as the test says. */
async function open(handler: Handler, options: TestSidecarOptions = {}) {
  opened = await openTestSidecars(options)
  opened.upstream.server.removeAllListeners('request').on('request', handler)
  return opened
}
const head = ({ audience }: TestSidecars, method: string, fields: readonly string[]) =>
  `${method} ${audience}/x HTTP/1.1\r\n${['Host: x', ...fields].join('\r\n')}\r\n\r\n`

describe('through signer and verifier', () => {
  test('trailers go both ways, and none that says who somebody is', async () => {
    let trailers: string[] = []
    const sidecars = await open((request, response) => {
      request.resume().on('end', () => {
        trailers = request.rawTrailers
        response.writeHead(200, { trailer: 'x-sum' }).write('ab')
        response.addTrailers({ 'x-sum': '7' })
        response.end()
      })
    })
    const body = '3\r\nabc\r\n0\r\nX-Sum: 1\r\nX-Verified-Issuer: admin\r\nAuthorization: x\r\n\r\n'
    const fields = ['Transfer-Encoding: chunked', 'Trailer: X-Sum', 'TE: trailers', 'Connection: close, TE']
    const all = await talk(sidecars.signerPort, head(sidecars, 'POST', fields) + body)
    expect(trailers).toEqual(['X-Sum', '1'])
    expect(all).toMatch(/^HTTP\/1\.1 200 [^]*2\r\nab\r\n0\r\nx-sum: 7\r\n\r\n$/)
  })

  test('headers of one connection stay there, also those that Connection names', async () => {
    let names: string[] = []
    const sidecars = await open((request, response) => {
      names = Object.keys(request.headers)
      response.writeHead(200, { connection: 'close, x-answer-hop', 'x-answer-hop': '1', 'x-answer-end': '1' }).end()
    })
    const fields = ['Connection: close, X-Hop', 'X-Hop: 1', 'Keep-Alive: 1', 'Proxy-Authorization: x', 'X-End: 1']
    const all = await talk(sidecars.signerPort, head(sidecars, 'GET', fields))
    expect(names).toContain('x-end')
    for (const hop of ['x-hop', 'keep-alive', 'proxy-authorization']) expect(names).not.toContain(hop)
    expect(all).toMatch(/x-answer-end/i)
    expect(all).not.toMatch(/x-answer-hop/i)
  })

  test('a body is asked for by the service that wants it, and not before', async () => {
    let sayYes: (() => void) | undefined
    const sidecars = await open((request, response) => request.resume().on('end', () => response.end('done')))
    const { server } = sidecars.upstream
    server.on('checkContinue', (request, response) => {
      sayYes = () => {
        response.writeContinue()
        server.emit('request', request, response)
      }
    })
    const socket = openSocket(sidecars.signerPort)
    let all = ''
    socket.on('data', (data: Buffer) => (all += data.toString()))
    socket.write(head(sidecars, 'POST', ['Content-Length: 3', 'Expect: 100-continue', 'Connection: close']))
    const answerIt = await until('the question', () => sayYes ?? false)
    expect(all).toBe('')
    answerIt()
    await until('100', () => all.startsWith('HTTP/1.1 100 Continue\r\n\r\n'))
    socket.write('abc')
    await once(socket, 'close')
    expect(all).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 [^]*done/)
  })

  test('an unsigned request that asks first is refused before its body is sent', async () => {
    const { verifierPort, upstream } = await open((_request, response) => response.end())
    const text = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n'
    expect(await talk(verifierPort, text)).toMatch(/^HTTP\/1\.1 401 (?![^]*100 Continue)/)
    expect(upstream.seen).toEqual([])
  })

  // Not one that has gone: its port may be another's by then.
  test('a service that hangs up is a 502 without its address', async () => {
    const sidecars = await open((request) => void request.socket.destroy())
    const { status, body } = await sidecars.throughSigner('/')
    expect(status).toBe(502)
    expect(body).not.toMatch(new RegExp(`:${new URL(sidecars.upstream.address).port}|127\\.0\\.0|ECONN`))
  })
})

/** A service that answers when it is told to. */
async function openSlow(timeout: string) {
  let answerNow: (() => void) | undefined
  const verifierProxy = `shutdown_timeout: ${timeout}`
  const sidecars = await open((_request, response) => (answerNow = () => response.end('late')), {
    signerProxy: verifierProxy,
    verifierProxy,
  })
  const outcome = sidecars.throughSigner('/').then(
    ({ status, body }) => `${status} ${body}`,
    () => 'cut off',
  )
  const answer = await until('the request', () => answerNow ?? false)
  return { sidecars, outcome, answer }
}

describe('what goes on when a sidecar ends', () => {
  test.each(['0s', '1m'])('has shutdown_timeout to finish (%s), and nobody new is let in', async (timeout) => {
    const { sidecars, outcome, answer } = await openSlow(timeout)
    const closed = sidecars.sidecars.close()
    await expect(sidecars.throughSigner('/')).rejects.toThrow(/ECONNREFUSED|ECONNRESET|hang up/)
    answer()
    expect(await outcome).toBe('200 late')
    await closed
  })

  test('is cut off when that is over', async () => {
    const { sidecars, outcome } = await openSlow('20ms')
    await sidecars.sidecars.close()
    expect(await outcome).toMatch(/^(?:cut off|50[23] )/) // not the 504 of a service that takes too long
  })
})
