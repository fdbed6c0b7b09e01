import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from 'node:net'
import { openTestMesh } from '../mesh-sidecar.fixture.ts'

const BACKEND_POLICY = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: allow-webui-to-backend, namespace: default}
spec:
  selector: {matchLabels: {app: backend-api}}
  rules:
  - from: [{source: {principals: ["cluster.local/ns/default/sa/webui"]}}]
    when: [{key: connection.sni, values: ["outbound_.80_._.backend-api.default.svc.cluster.local"]}]
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: strict, namespace: default}
spec: {mtls: {mode: STRICT}}
`

type TestMesh = Awaited<ReturnType<typeof openTestMesh>>
let backend: TestMesh
let caller: TestMesh
let stranger: TestMesh

const WEB_UI = { name: 'web-ui', labels: { app: 'webui' }, serviceAccount: 'webui' }

beforeAll(async () => {
  backend = await openTestMesh({ policies: BACKEND_POLICY, whenDone: afterAll })
  const { folder, port } = backend
  const service = { namespace: 'default', port: 80, address: `127.0.0.1:${port}`, serviceAccount: 'backend-api' }
  const outbound = [
    { ...service, name: 'backend-api' },
    { ...service, name: 'impostor', serviceAccount: 'impostor' },
    { ...service, name: 'elsewhere', namespace: 'other', port: 8080 },
  ]
  caller = await openTestMesh({ folder, workload: WEB_UI, outbound, whenDone: afterAll })
  stranger = await openTestMesh({
    folder,
    workload: { ...WEB_UI, serviceAccount: 'other' },
    outbound,
    whenDone: afterAll,
  })
})

const call = (from: TestMesh, path: string, host = 'backend-api') =>
  from.ask(path, { port: from.outboundPort, headers: { host } })

test('what a workload asks by a name of its mesh goes there over mutual TLS, with its identity', async () => {
  for (const host of ['backend-api', 'BACKEND-API:80', 'backend-api.default', 'backend-api.default.svc.cluster.local'])
    expect(await call(caller, '/data?x=1', host)).toMatchObject({ status: 200, body: 'the service' })
  expect(backend.seen.at(-1)).toMatchObject({
    url: '/data?x=1',
    headers: { host: 'backend-api.default.svc.cluster.local' },
  })
  expect(backend.seen.at(-1)?.headers['x-forwarded-client-cert']).toContain(
    'URI=spiffe://cluster.local/ns/default/sa/webui',
  )
  expect(await call(stranger, '/data')).toMatchObject({ status: 403, body: 'RBAC: access denied' })
})

test('an address in the request line leads there, too, as clients ask a proxy', async () => {
  const answer = await call(caller, 'http://backend-api/data', 'whatever')
  expect(answer).toMatchObject({ status: 200, body: 'the service' })
  expect(backend.seen.at(-1)?.headers.host).toBe('backend-api')
})

test('whoever is not of the mesh is not reached', async () => {
  const before = backend.seen.length
  for (const host of ['example.com', `127.0.0.1:${backend.port}`, 'elsewhere.other', 'elsewhere', 'backend-api:8080']) {
    expect((await call(caller, '/', host)).status).toBe(502)
    expect((await call(caller, `http://${host}/`)).status).toBe(502)
  }
  expect(backend.seen).toHaveLength(before)
})

test('a sidecar with the identity of another workload is not believed', async () => {
  const answer = await call(caller, '/', 'impostor')
  expect(answer.status).toBe(502)
  expect(JSON.parse(answer.body)).toMatchObject({ type: 'urn:jwt-sandbox:problem:peer-unreachable' })
})

test('what a client says of an identity says nothing', async () => {
  const headers = {
    host: 'backend-api',
    'x-forwarded-client-cert': 'URI=spiffe://cluster.local/ns/default/sa/admin',
    x_forwarded_client_cert: 'a',
  }
  await caller.ask('/data', { port: caller.outboundPort, headers })
  expect(backend.seen.at(-1)?.rawHeaders.join(' ')).not.toMatch(/sa\/admin|x_forwarded/)
})

test('large bodies and web sockets pass both sidecars', async () => {
  const body = 'x'.repeat(3_000_000)
  await caller.ask('/data', { port: caller.outboundPort, method: 'POST', body })
  expect(backend.seen.at(-1)?.body).toBe(body)
  backend.service.server.on('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    socket.pipe(socket)
    socket.on('error', () => {})
  })
  const socket = connect(caller.outboundPort, '127.0.0.1')
  const next = () => new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(String(chunk))))
  socket.write('GET /ws HTTP/1.1\r\nHost: backend-api\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  expect(await next()).toMatch(/^HTTP\/1\.1 101 /)
  socket.write('hello')
  expect(await next()).toBe('hello')
  socket.destroy()
})

test('one trace tells of both sidecars, and which policy decided', async () => {
  const traceId = 'ab'.repeat(16)
  await caller.ask('/data', {
    port: caller.outboundPort,
    headers: { host: 'backend-api', traceparent: `00-${traceId}-${'12'.repeat(8)}-01` },
  })
  const sentences = [...caller.traces.get(traceId), ...backend.traces.get(traceId)].flatMap(({ steps }) => steps)
  expect(sentences.map(({ verb }) => verb)).toEqual(['sends', 'answers', 'checks', 'goes-by', 'sends', 'answers'])
  const [check] = sentences.find(({ verb }) => verb === 'checks')?.checks ?? []
  expect(check).toMatchObject({ check: 'ALLOW default/allow-webui-to-backend rule 0', outcome: 'passed' })
})
