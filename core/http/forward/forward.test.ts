import { describe, expect, test } from 'vitest'
import { asked, openProxy, openService } from '../../../tests/support/forwarding.ts'
import { rawRequest, sendRaw } from '../../../tests/support/raw.ts'
import type { ForwardOptions } from './forward.ts'
import type { HeaderChanges } from './header-changes.ts'

/** What arrives at a service when this is sent to a proxy in front of it. */
async function arriving(headers: readonly string[], options: ForwardOptions = {}) {
  const { port } = await openService((request, response) => response.end(JSON.stringify(request.rawHeaders)))
  const proxy = await openProxy(port, options)
  const { body } = await sendRaw(proxy.port, rawRequest('GET /', ['accept: application/json', ...headers]))
  const raw: string[] = JSON.parse(body.slice(body.indexOf('['), body.lastIndexOf(']') + 1))
  const pairs = raw.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${raw[index + 1]}`] : []))
  return pairs.filter((pair) => !/^(?:host: 127|connection: keep-alive|accept: )/i.test(pair))
}

describe('a request and its answer', () => {
  test('go through as they are: path, order, spelling, repeated fields, octets', async () => {
    const { port } = await openService((request, response) => {
      response.writeHead(201, 'Made', ['Set-Cookie', 'a=1', 'X-Two', 'caf\xe9', 'set-cookie', 'b=2', 'x-two', 'y'])
      response.end(`${request.method} ${request.url}`)
    })
    const proxy = await openProxy(port)
    const { status, head, body } = await sendRaw(proxy.port, rawRequest('GET /a%2Fb//../c?x=%20&&y'))
    expect(status).toBe(201)
    expect(head.split('\r\n').slice(0, 5)).toEqual([
      'HTTP/1.1 201 Made',
      'Set-Cookie: a=1',
      'X-Two: caf\xe9',
      'set-cookie: b=2',
      'x-two: y',
    ])
    expect(body).toContain('GET /a%2Fb//../c?x=%20&&y')
    expect(proxy.outcomes).toMatchObject([{ kind: 'answered', status: 201, sent: 0, received: 25 }])
    expect(await arriving(['X-A: 1', 'x-b: caf\xe9', 'X-A: 2', 'Accept-Encoding: br'])).toEqual([
      'X-A: 1',
      Buffer.from('x-b: caf\xe9').toString('latin1'),
      'X-A: 2',
      'Accept-Encoding: br',
    ])
  })

  test('an answer is told before it goes back: whoever asked may tell the next thing that happens', async () => {
    const told: unknown[] = []
    const { port } = await openService((_request, response) => void response.writeHead(203).end('x'))
    const proxy = await openProxy(port, { onAnswer: (status) => told.push(status, proxy.outcomes.length) })
    await sendRaw(proxy.port, rawRequest('GET /'))
    expect(told).toEqual([203, 0])
  })

  test('fields of one connection stay there, also those that Connection names (RFC 9110 §7.6.1)', async () => {
    const fields = [
      'Keep-Alive: 1',
      'Proxy-Connection: x',
      'Proxy-Authorization: x',
      'Proxy-Authenticate: x',
      'X-Hop: x',
    ]
    const named = ['Connection: X-Hop , close, Upgrade', 'Upgrade: h2c', 'TE: gzip', 'Trailer: x']
    expect(await arriving([...fields, ...named, 'X-End: y'])).toEqual(['X-End: y'])
    const { port } = await openService((_request, response) => {
      const headers = [
        'Connection',
        'X-Hop',
        'X-Hop',
        'x',
        'Proxy-Authenticate',
        'x',
        'Keep-Alive',
        'timeout=99',
        'X-End',
        'y',
      ]
      response.writeHead(200, [...headers, 'Content-Length', '2']).end('ok')
    })
    const { head } = await sendRaw((await openProxy(port)).port, rawRequest('GET /'))
    expect(head.split('\r\n').slice(1)).toEqual([
      'X-End: y',
      'Content-Length: 2',
      expect.stringContaining('Date'),
      'Connection: close',
    ])
  })

  test('trailers are wanted when the client wants them', async () => {
    expect(await arriving(['TE: gzip, trailers', 'Connection: TE'])).toEqual(['Connection: TE', 'TE: trailers'])
  })
})

describe('what the caller says of a field replaces what the client says under any spelling', () => {
  test.each(['x-user: evil', 'X-User: evil', 'X_User: evil', 'x.user: evil', 'X-uSER: evil'])('%s', async (spelled) => {
    expect(await arriving([spelled, 'x-usera: y'], { headers: { set: { 'X-User': 'servicea' } } })).toEqual([
      'x-usera: y',
      'X-User: servicea',
    ])
  })

  test('a name or a whole family is taken away', async () => {
    const options = { headers: { remove: ['authorization', 'x-identity-*'] } }
    expect(await arriving(['Authorization: a', 'X_Identity_Name: b', 'X-Identity-: c', 'x-id: d'], options)).toEqual([
      'x-id: d',
    ])
  })

  test('a field with several values stands several times', async () => {
    expect(await arriving([], { headers: { set: { 'x-role': ['a', 'b'] } } })).toEqual(['x-role: a', 'x-role: b'])
  })

  test.each<[what: string, changes: HeaderChanges[], arrives: string[]]>([
    ['replaced', [{ set: { 'X-User': 'a' } }, { set: { x_user: 'b' } }], ['x_user: b']],
    ['taken away', [{ set: { X_User: 'a', 'x-b': 'c' } }, { remove: ['x-user'] }], ['x-b: c']],
    ['added to', [{ set: { 'x-user': 'a' } }, { add: { 'x-user': 'b' } }], ['x-user: a', 'x-user: b']],
    ['said again', [{ set: { 'x-user': 'a' } }, { set: { 'x-user': 'b' }, remove: ['x-user'] }], ['x-user: b']],
  ])('what one change says can be %s by the next', async (_what, headers, arrives) => {
    expect(await arriving(['x-user: evil'], { headers })).toEqual(arrives)
  })

  test.each([{ 'content-length': '1' }, { Host: 'x' }, { x: 'a\r\nb: c' }])(
    '%j is a mistake of ours: 500',
    async (set) => {
      const { port } = await openService((_request, response) => void response.end())
      const proxy = await openProxy(port, { headers: { set } })
      expect(await sendRaw(proxy.port, rawRequest('GET /'))).toMatchObject({
        status: 500,
        body: expect.not.stringContaining('TypeError'),
      })
    },
  )

  test('trailers too, and none that says how a message is read', async () => {
    const trailers: string[][] = []
    const { port } = await openService((request, response) => {
      request.resume().on('end', () => {
        trailers.push(request.rawTrailers)
        response.end()
      })
    })
    const proxy = await openProxy(port, { headers: { set: { 'x-user': 'servicea' } } })
    const body = '3\r\nabc\r\n0\r\nX_User: evil\r\nHost: evil\r\nAuthorization: evil\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n'
    await sendRaw(proxy.port, rawRequest('POST /', ['transfer-encoding: chunked', 'trailer: X-Sum'], body))
    expect(trailers).toEqual([['X-Sum', '1', 'x-sum', '2']])
  })

  test('of the answer', async () => {
    const { port } = await openService((_request, response) =>
      response.writeHead(200, { server: 'x', 'x-b': '1' }).end(),
    )
    const proxy = await openProxy(port, { answerHeaders: { set: { 'X-B': '2' }, remove: ['Server'] } })
    const { head } = await sendRaw(proxy.port, rawRequest('GET /'))
    expect(head).toMatch(/X-B: 2/)
    expect(head).not.toMatch(/server|x-b: 1/i)
  })
})

describe('what is said of the way', () => {
  const CLAIMS = [
    'Via: 1.1 evil',
    'X-Forwarded-For: 10.0.0.1',
    'X-Forwarded: for=10.0.0.1',
    'Forwarded: for=10.0.0.1',
    'X_Real_IP: 10.0.0.1',
    'X-Host: evil',
    'X-Original-URL: /admin',
    'X-Rewrite-URL: /admin',
  ]

  test('goes through as it came where nobody asks for anything else', async () => {
    expect(await arriving(CLAIMS)).toEqual(CLAIMS)
  })

  test('is ours alone', async () => {
    expect(await arriving(CLAIMS, { via: 'signer', forwarded: 'set' })).toEqual([
      'Via: 1.1 signer',
      'X-Forwarded-For: 127.0.0.1',
      'X-Forwarded-Proto: http',
      'X-Forwarded-Host: localhost',
    ])
  })

  test('is not said at all', async () => {
    expect(await arriving(CLAIMS.slice(1), { forwarded: 'remove' })).toEqual([])
  })

  test.each([
    [undefined, /^127\.0\.0\.1:\d+$/],
    ['target', /^127\.0\.0\.1:\d+$/],
    ['client', /^localhost$/],
    [{ is: 'serviceb' }, /^serviceb$/],
  ] as const)('Host, as %j says', async (host, expected) => {
    const { port } = await openService((request, response) => void response.end(`<${request.headers.host}>`))
    const proxy = await openProxy(port, host === undefined ? {} : { host })
    expect(await asked(proxy.port, rawRequest('GET /'))).toMatch(expected)
  })
})
