import { expect, test } from 'vitest'
import { GATEWAY_LESSONS, LOGIN_LESSONS, MESH_POLICY_SETS, SIDECAR_LESSONS, TROUBLE_NAMES } from '#core/trace/context'
import { openTestMesh } from '../mesh-sidecar.fixture.ts'

/** All that a play can say in `tracestate`; the sidecars of scenario 12 alone go by it. */
const WORDS = [
  ...MESH_POLICY_SETS.map((name) => `policies-${name}`),
  ...GATEWAY_LESSONS.map((name) => `gateway-${name}`),
  ...LOGIN_LESSONS.map((name) => `login-${name}`),
  ...SIDECAR_LESSONS.map((name) => `sidecar-${name}`),
  ...TROUBLE_NAMES,
  'alone',
  'tokens',
]

const NOTHING = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: allow-nothing, namespace: default}
spec: {}
`

test('whatever a stranger writes into tracestate, a sidecar of your own goes by its own policies', async () => {
  const mesh = await openTestMesh({ policies: NOTHING })
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  for (const word of [...WORDS, WORDS.slice(0, 6).join('+')]) {
    const { status, body } = await mesh.ask('/data', { headers: { traceparent, tracestate: `jwt-sandbox=${word}` } })
    expect([status, body], word).toEqual([403, 'RBAC: access denied'])
  }
  expect(mesh.seen).toEqual([])
})
