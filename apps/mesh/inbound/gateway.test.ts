import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestMesh } from '../mesh-sidecar.fixture.ts'

// At the edge of the mesh: who is outside, and what is believed about that.

const NOT_FROM_OUTSIDE = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: inside, namespace: default}
spec: {action: DENY, rules: [{from: [{source: {remoteIpBlocks: [203.0.113.0/24]}}]}]}
`

let edge: Awaited<ReturnType<typeof openTestMesh>>
let behindProxy: typeof edge
let inner: typeof edge
beforeAll(async () => {
  const given = { policies: NOT_FROM_OUTSIDE, whenDone: afterAll }
  edge = await openTestMesh({ ...given, isGateway: true })
  behindProxy = await openTestMesh({ ...given, folder: edge.folder, isGateway: true, mesh: { numTrustedProxies: 1 } })
  inner = await openTestMesh({ ...given, folder: edge.folder })
})
beforeEach(() => {
  for (const { seen } of [edge, behindProxy, inner]) seen.length = 0
})

const from = (mesh: typeof edge, ...forwarded: string[]) =>
  mesh.ask('/', { headers: { 'X-Forwarded-For': forwarded, 'x-forwarded-proto': 'https' } })

test('a gateway says who its client is, behind whatever that says, and by what it asked', async () => {
  await from(edge, '198.51.100.1')
  expect(edge.seen[0]?.headers).toMatchObject({
    'x-forwarded-for': '198.51.100.1, 127.0.0.1',
    'x-forwarded-proto': 'http',
  })
  await from(edge, '198.51.100.1', 'whatever')
  expect(edge.seen[1]?.headers['x-forwarded-for']).toBe('198.51.100.1, whatever, 127.0.0.1')
  await edge.ask('/', { as: await edge.identityOf('default/webui') })
  expect(edge.seen[2]?.headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' })
})

test('nobody is somewhere else because he says so; behind a proxy that is trusted, what it says counts', async () => {
  expect((await from(edge, '203.0.113.7')).status).toBe(200)
  expect((await from(behindProxy, '203.0.113.7')).status).toBe(403)
  expect((await from(behindProxy, '203.0.113.7, 198.51.100.1')).status).toBe(200) // the last one is the proxy's
  expect((await from(behindProxy, '198.51.100.1', '203.0.113.7')).status).toBe(403)
})

test('within the mesh, what the gateway has said goes on as it came', async () => {
  expect((await from(inner, '203.0.113.7')).status).toBe(403)
  await from(inner, '198.51.100.1, 10.0.0.1')
  expect(inner.seen[0]?.headers).toMatchObject({
    'x-forwarded-for': '198.51.100.1, 10.0.0.1',
    'x-forwarded-proto': 'https',
  })
})
