import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type Socket } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestMesh } from '../mesh-sidecar.fixture.ts'
import type { HttpProvider } from './provider.ts'

// An authorizer that answers too much, too slowly, or what is none of its business.

const CUSTOM = (provider: string) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ask, namespace: default}
spec: {action: CUSTOM, provider: {name: ${provider}}, rules: [{}]}
`

let answer: RequestListener = (_request, response) => void response.end()
let talk: (socket: Socket) => void = () => {}
let mesh: Awaited<ReturnType<typeof openTestMesh>>

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens
}

beforeAll(async () => {
  const http = createServer((request, response) => answer(request, response))
  const sockets = new Set<Socket>()
  const raw = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => {}))
    socket.once('data', () => talk(socket))
  })
  afterAll(() => {
    http.closeAllConnections()
    http.close()
    for (const socket of sockets) socket.destroy()
    raw.close()
  })
  const given = {
    timeout: 30_000,
    pathPrefix: '',
    failOpen: false,
    statusOnError: 503,
    includeRequestHeadersInCheck: [],
    includeAdditionalHeadersInCheck: {},
    headersToUpstreamOnAllow: ['*'],
    headersToDownstreamOnAllow: ['*'],
  }
  const [address, talker] = [await listen(http), await listen(raw)]
  const providers: HttpProvider[] = [
    { ...given, name: 'closed', address },
    { ...given, name: 'open', address, failOpen: true },
    { ...given, name: 'hasty', address, timeout: 50 },
    { ...given, name: 'raw', address: talker },
  ]
  mesh = await openTestMesh({ providers, whenDone: afterAll })
})
beforeEach(() => void (mesh.seen.length = 0))

const HUGE = 'x'.repeat(1_000_000)

describe('an authorizer', () => {
  test.each([200, 403])('that answers %i with a megabyte has said nothing', async (status) => {
    answer = (_request, response) => void response.writeHead(status).end(HUGE)
    await mesh.use(CUSTOM('closed'))
    expect(await mesh.ask('/')).toMatchObject({ status: 503, body: '' })
    expect(mesh.seen).toEqual([])
    await mesh.use(CUSTOM('open'))
    expect((await mesh.ask('/')).status).toBe(200)
    expect(mesh.logs.join('')).toContain('authorizer-failed-open')
  })

  test('that says yes and never ends saying so has said nothing', async () => {
    answer = (_request, response) => void response.writeHead(200).write('yes')
    await mesh.use(CUSTOM('hasty'))
    expect(await mesh.ask('/')).toMatchObject({ status: 503, body: '' })
    expect(mesh.seen).toEqual([])
  })

  test.each([
    ['no HTTP', 'yes\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['a length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['half an answer', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab'],
    ['a head without end', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(70_000)}\r\n\r\n`],
    ['a change of protocol', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'],
  ])('that answers with %s has said nothing', async (_what, text) => {
    talk = (socket) => void socket.end(text)
    await mesh.use(CUSTOM('raw'))
    expect((await mesh.ask('/')).status).toBe(503)
    expect(mesh.seen).toEqual([])
  })

  test('frames neither the request that goes on nor the answer to the client, whatever it may set', async () => {
    await mesh.use(CUSTOM('closed'))
    const framing = { te: 'trailers', trailer: 'x-a', 'keep-alive': 'timeout=1', expect: '100-continue', host: 'evil' }
    answer = (_request, response) => void response.writeHead(200, { ...framing, 'x-user': 'ada' }).end('ignored')
    const allowed = await mesh.ask('/', { method: 'POST', body: 'hello' })
    expect(allowed).toMatchObject({ status: 200, body: 'the service' })
    expect(mesh.seen[0]).toMatchObject({ body: 'hello', headers: { host: 'backend-api', 'x-user': 'ada' } })
    for (const name of ['te', 'trailer', 'expect']) expect(mesh.seen[0]?.headers).not.toHaveProperty(name)
    answer = (_request, response) => void response.writeHead(403, framing).end('no')
    const denied = await mesh.ask('/')
    expect(denied).toMatchObject({ status: 403, body: 'no' })
    for (const name of ['te', 'trailer', 'host', 'expect']) expect(denied.headers).not.toHaveProperty(name)
  })

  test('does not say who called: the sidecar does', async () => {
    await mesh.use(CUSTOM('closed'))
    answer = (_request, response) => void response.writeHead(200, { 'x-forwarded-client-cert': 'By=evil' }).end()
    await mesh.ask('/', { as: await mesh.identityOf('default/webui') })
    const said = mesh.seen[0]?.rawHeaders.filter((text) => /By=/.test(text)) ?? []
    expect(said).toEqual([expect.stringContaining('sa/webui')])
  })
})
