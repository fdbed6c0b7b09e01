import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { backendApi } from './backend-api.ts'

test('it answers its one path, and says who asks as the sidecar before it has told it', async () => {
  const server = createServer(backendApi('backend-api', '/data')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // it listens on a port
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers: { connection: 'close', ...init.headers } })
  const headers = { 'x-forwarded-client-cert': 'By=spiffe://b;Hash=1;URI=spiffe://cluster.local/ns/default/sa/webui' }
  expect(await (await ask('/data?x=1', { headers })).json()).toEqual({
    from: 'backend-api',
    data: 'the data of backend-api',
    caller: 'spiffe://cluster.local/ns/default/sa/webui',
  })
  expect(await (await ask('/data')).json()).not.toHaveProperty('caller')
  for (const [path, method] of [
    ['/data2', 'GET'],
    ['/', 'GET'],
    ['/data', 'POST'],
  ] as const)
    expect((await ask(path, { method })).status).toBe(404)
})
