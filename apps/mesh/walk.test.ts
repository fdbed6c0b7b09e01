import { expect, test } from 'vitest'
import { openTestMesh } from './mesh-sidecar.fixture.ts'

const ALLOW_NOTHING = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: allow-nothing, namespace: default}
spec: {}
`
const CALLER = `${ALLOW_NOTHING}---
apiVersion: security.istio.io/v1beta1
kind: AuthorizationPolicy
metadata: {name: allow-webui-to-backend, namespace: default}
spec:
  selector: {matchLabels: {app: backend-api}}
  action: ALLOW
  rules:
  - from:
    - source:
        principals: ["cluster.local/ns/default/sa/webui"]
`

test('who calls is known by its certificate, and only the caller that the policy names comes through', async () => {
  const mesh = await openTestMesh({ policies: ALLOW_NOTHING })
  const webui = await mesh.identityOf('default/webui')
  const denied = await mesh.ask('/data', { as: webui })
  expect(denied).toMatchObject({ status: 403, body: 'RBAC: access denied' })
  expect(denied.headers).toMatchObject({ 'content-length': '19', 'content-type': 'text/plain' })
  expect(Object.keys(denied.headers).sort()).toEqual(['connection', 'content-length', 'content-type', 'date'])
  expect(mesh.logs.join('')).toContain('rbac_access_denied_matched_policy[none]')

  await mesh.use(CALLER)
  expect(await mesh.ask('/data?x=1', { as: webui })).toMatchObject({ status: 200, body: 'the service' })
  expect(mesh.seen[0]).toMatchObject({ method: 'GET', url: '/data?x=1' })
  expect(mesh.seen[0]?.headers['x-forwarded-client-cert']).toMatch(
    /^By=spiffe:\/\/cluster\.local\/ns\/default\/sa\/backend-api;Hash=[0-9a-f]{64};Subject="";URI=spiffe:\/\/cluster\.local\/ns\/default\/sa\/webui$/,
  )
  const other = await mesh.identityOf('default/other')
  expect((await mesh.ask('/data', { as: other })).status).toBe(403)
  expect((await mesh.ask('/data')).status).toBe(403)
  expect(mesh.seen).toHaveLength(1)
})
