import { compileMesh, type MeshDecider } from './decider.ts'
import type { RequestFacts } from './facts.ts'
import { MESH_DEFAULTS, type AuthorizationPolicy, type MeshSettings, type Workload } from './model.ts'
import { readMeshPolicies, type MeshReading } from './read-policies.ts'

/** The workload of the sample that is called last. */
export const BACKEND: Workload = {
  namespace: 'default',
  name: 'backend-api',
  labels: { app: 'backend-api' },
  serviceAccount: 'backend-api',
}

export const WEB_UI_URI = 'spiffe://cluster.local/ns/default/sa/webui'

/** What web-ui asks of the backend, without a user. */
export const FROM_WEB_UI: RequestFacts = {
  protocol: 'http',
  method: 'GET',
  path: '/data',
  host: 'backend-api',
  headers: {},
  port: 3000,
  peerUri: WEB_UI_URI,
  sourceIp: '10.0.0.1',
  remoteIp: '10.0.0.1',
  destinationIp: '10.0.0.2',
}

/** The same over plaintext: nobody knows who asks. */
export const ANONYMOUS: RequestFacts = { ...FROM_WEB_UI }
delete ANONYMOUS.peerUri

/** With the claims of a user. */
export const withUser = (facts: RequestFacts, claims: Record<string, unknown> = {}): RequestFacts => ({
  ...facts,
  claims: { iss: 'https://people/', sub: 'ada', ...claims },
})

/** Reads one file. */
export const readOne = (text: string): MeshReading => readMeshPolicies([{ file: 'policies.yaml', text }])

/** The whole of a policy with this spec. */
export const policyText = (spec: string, name = 'test', kind = 'AuthorizationPolicy'): string =>
  [
    'apiVersion: security.istio.io/v1',
    `kind: ${kind}`,
    'metadata:',
    `  name: ${name}`,
    'spec:',
    ...spec.split('\n').map((line) => `  ${line}`),
    '',
  ].join('\n')

/** The policies of a text; it must have no fault. */
export function authorizationOf(text: string): readonly AuthorizationPolicy[] {
  const { policies, faults } = readOne(text)
  if (faults.length > 0) throw new Error(JSON.stringify(faults))
  return policies.authorization
}

/** A decider for the backend. */
export const deciderOf = (text: string, mesh: Partial<MeshSettings> = {}, workload = BACKEND): MeshDecider =>
  compileMesh(authorizationOf(text), workload, { ...MESH_DEFAULTS, ...mesh })

/** What a policy with one rule says of a request: whether the rule matches. */
export function matchesRule(rule: string, facts: RequestFacts, mesh: Partial<MeshSettings> = {}): boolean {
  const spec = `rules:\n- ${rule.split('\n').join('\n  ')}`
  return deciderOf(policyText(spec), mesh).decide(facts).decision === 'allow'
}
