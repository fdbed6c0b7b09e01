import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { AUTHORIZER, customPolicy, openTestAuthorizer } from '../external/authorizer.fixture.ts'
import { openTestMesh } from '../mesh-sidecar.fixture.ts'

// What is decided about is what the service gets (RFC 9110 §7.6.1): no field that stays on the way, and none that only sidecars say.

const allowing = (name: string, values: string) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: allow-${name}, namespace: default}
spec: {rules: [{when: [{key: "request.headers[${name}]", values: ["${values}"]}]}]}
---`
const refusing = (rule: string) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: refuse, namespace: default}
spec: {action: DENY, rules: [${rule}]}
---`

let guard: Awaited<ReturnType<typeof openTestAuthorizer>>
let mesh: Awaited<ReturnType<typeof openTestMesh>>
let gateway: Awaited<ReturnType<typeof openTestMesh>>
beforeAll(async () => {
  guard = await openTestAuthorizer(afterAll)
  const all = { ...AUTHORIZER, name: 'all', address: guard.address, includeRequestHeadersInCheck: ['*'] }
  mesh = await openTestMesh({ providers: [all], whenDone: afterAll })
  gateway = await openTestMesh({ isGateway: true, whenDone: afterAll })
})
beforeEach(() => {
  guard.asked.length = 0
  mesh.seen.length = 0
})

const SPOOFED = 'By=a;URI=spiffe://cluster.local/ns/default/sa/admin'

test('a field that Connection names lets nobody in, and keeps nobody out', async () => {
  await mesh.use(allowing('x-tenant', 'acme'))
  const headers = { 'x-tenant': 'acme' }
  expect((await mesh.ask('/', { headers })).status).toBe(200)
  for (const connection of ['x-tenant', 'close, X-Tenant', 'x-tenant,te'])
    expect((await mesh.ask('/', { headers: { ...headers, connection } })).status, connection).toBe(403)
  expect(mesh.seen).toHaveLength(1)

  await mesh.use(refusing('{when: [{key: "request.headers[x-tenant]", notValues: ["acme"]}]}'))
  expect((await mesh.ask('/', { headers: { ...headers, connection: 'x-tenant' } })).status).toBe(403)
})

test('what Connection cannot take away is decided about whatever it names', async () => {
  await mesh.use(refusing('{to: [{operation: {hosts: ["backend-api"]}}]}'))
  expect((await mesh.ask('/', { headers: { connection: 'host, close' } })).status).toBe(403)
  await mesh.use(allowing('connection', '*'))
  expect((await mesh.ask('/', { headers: { connection: 'close' } })).status).toBe(200)
})

test('what only sidecars say is what this one says, and not what a client does', async () => {
  await mesh.use(allowing('x-forwarded-client-cert', '*sa/admin'))
  const headers = { 'x-forwarded-client-cert': SPOOFED }
  expect((await mesh.ask('/', { headers })).status).toBe(403)
  const webui = await mesh.identityOf('default/webui')
  expect((await mesh.ask('/', { as: webui, headers })).status).toBe(403)
  const admin = await mesh.identityOf('default/admin')
  expect((await mesh.ask('/', { as: admin })).status).toBe(200)
  expect(mesh.seen[0]?.headers['x-forwarded-client-cert']).toMatch(/sa\/admin$/)
})

test('an authorizer is asked about the same', async () => {
  await mesh.use(customPolicy('all'))
  guard.says(200, {})
  const webui = await mesh.identityOf('default/webui')
  const headers = { 'x-forwarded-client-cert': SPOOFED, 'x-a': '1', 'x-b': '2', authorization: 'Bearer a.b.c' }
  await mesh.ask('/', { as: webui, headers: { ...headers, connection: 'close, x-a, Authorization' } })
  const [asked] = guard.asked
  expect(asked?.headers).toMatchObject({ 'x-b': '2', host: 'backend-api' })
  expect(asked?.headers['x-forwarded-client-cert']).toMatch(/^By=spiffe:.*sa\/webui$/)
  expect(asked?.headers).not.toHaveProperty('x-a')
  expect(asked?.headers).not.toHaveProperty('authorization')
})

test('a gateway goes by no address that stays on the way, and its policies see what it adds', async () => {
  const headers = { 'x-forwarded-for': '10.1.2.3' }
  await gateway.use(allowing('x-forwarded-for', '10.1.2.3*'))
  expect((await gateway.ask('/', { headers })).status).toBe(200)
  expect(gateway.seen.at(-1)?.headers['x-forwarded-for']).toMatch(/^10\.1\.2\.3, .*127\.0\.0\.1$/)
  expect((await gateway.ask('/', { headers: { ...headers, connection: 'x-forwarded-for' } })).status).toBe(403)
})
