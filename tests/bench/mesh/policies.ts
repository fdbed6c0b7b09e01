import { HUNDRED_POLICIES } from '../../../core/policy/mesh/hundred-policies.fixture.ts'
import { BENCH_AUDIENCE } from '../sidecars/files.ts'

/** The corrected policy of the sample: the right caller, and a user. The last of all that are looked at. */
const CALLER_AND_USER = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: z-caller-and-user, namespace: default}
spec:
  selector: {matchLabels: {app: backend-api}}
  rules:
  - from: [{source: {principals: [cluster.local/ns/default/sa/webui]}}]
    when: [{key: "request.auth.claims[iss]", values: [servicea]}]
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: strict, namespace: default}
spec: {mtls: {mode: STRICT}}
---
`

/** The policies of a sidecar by the door at which it is measured. @param jwks the keys of its tokens */
export const policiesAt = (door: MeshDoorName, jwks: string): string => `${CALLER_AND_USER}
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: users, namespace: default}
spec:
  jwtRules: [{issuer: servicea, audiences: [${JSON.stringify(BENCH_AUDIENCE)}], jwks: ${JSON.stringify(jwks)}}]
${door === 'hundred' ? `---\n${HUNDRED_POLICIES}` : ''}`

export const MESH_DOORS = ['few', 'hundred'] as const
export type MeshDoorName = (typeof MESH_DOORS)[number]
