import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createBackendClient, type AskedBackend } from './ask-backend.ts'
import { webUi } from './web-ui.ts'

async function listening(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port // it listens on a port
}

async function pageOf(backends: readonly AskedBackend[]) {
  const client = createBackendClient()
  onTestFinished(client.close)
  const port = await listening(webUi({ backends, client }))
  return (headers: Record<string, string> = {}, path = '/') => fetch(`http://127.0.0.1:${port}${path}`, { headers })
}

const name = '127.0.0.1'
const html = { accept: 'text/html' }
const answering: RequestListener = (_request, response) => void response.end('{"data":"<b>all</b>"}')
const refusing: RequestListener = (_request, response) =>
  void response.writeHead(401, { 'www-authenticate': 'Bearer realm="x", error="invalid_token"' }).end('Jwt is expired')
const breaking: RequestListener = (request) => void request.socket.destroy()
const endless: RequestListener = (_request, response) => {
  const more = () => response.write('x'.repeat(100_000), () => setImmediate(more))
  response.on('error', () => {})
  more()
}

test('what each backend answered stands on the page, and the failure of one hides nothing of the others', async () => {
  const listeners = { answering, refusing, breaking, endless }
  const backends = await Promise.all(
    Object.entries(listeners).map(async ([path, listener]) => ({
      name,
      path: `/${path}`,
      port: await listening(listener),
    })),
  )
  const ask = await pageOf(backends)
  expect(await (await ask()).json()).toEqual({
    from: 'web-ui',
    backends: [
      { name, path: '/answering', status: 200, body: { data: '<b>all</b>' } },
      {
        name,
        path: '/refusing',
        status: 401,
        challenge: 'Bearer realm="x", error="invalid_token"',
        body: 'Jwt is expired',
      },
      { name, path: '/breaking', failure: '127.0.0.1 did not answer' },
      { name, path: '/endless', failure: '127.0.0.1 did not answer' },
    ],
  })
  const text = await (await ask(html)).text()
  expect(text).toContain('200 answered')
  expect(text).toContain('401 refused')
  expect(text).toContain('Jwt is expired')
  expect(text.match(/no answer/g)).toHaveLength(2)
  expect(text).not.toContain('<b>')
})

test('what belongs to the request goes along to the backends, and nothing else', async () => {
  const seen: object[] = []
  const port = await listening(({ headers }, response) => {
    seen.push(headers)
    response.end()
  })
  const ask = await pageOf([{ name, path: '/data', port }])
  await ask({
    authorization: 'Bearer x',
    'x-request-id': '1',
    cookie: 'a=b',
    'x-forwarded-client-cert': 'URI=spiffe://a',
  })
  expect(seen).toEqual([
    expect.objectContaining({ authorization: 'Bearer x', 'x-request-id': '1', host: expect.stringContaining(name) }),
  ])
  expect(Object.keys(seen[0] ?? {}).sort()).toEqual(['authorization', 'connection', 'host', 'x-request-id'])
  expect((await ask({}, '/elsewhere')).status).toBe(404)
  expect(seen).toHaveLength(1)
})

test('a bug is told to whoever runs the page, and nothing of it to whoever asks', async () => {
  const told: unknown[] = []
  const login = { visit: () => Promise.reject(new Error('secret of /etc')) }
  const client = createBackendClient()
  onTestFinished(client.close)
  const port = await listening(webUi({ backends: [], client, login, onFault: (error) => void told.push(error) }))
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  expect([answer.status, await answer.text()]).toEqual([500, 'This page has a fault. Nothing is said of it here.\n'])
  expect(told).toEqual([new Error('secret of /etc')])
})
