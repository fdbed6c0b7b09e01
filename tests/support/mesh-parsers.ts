import { compileMesh } from '#core/policy/mesh/decider'
import { MESH_DEFAULTS } from '#core/policy/mesh/model'
import { parsePathTemplate } from '#core/policy/mesh/path-template'
import { readMeshPolicies } from '#core/policy/mesh/read-policies'
import { remoteAddress } from '#core/policy/mesh/remote-address'

const meshPolicy = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: a}
spec:
  action: DENY
  rules:
  - from:
    - source: {principals: ["*x"], namespaces: ["a*b*c"], requestPrincipals: ["*/x"]}
    - source: {serviceAccounts: [a/b], ipBlocks: [10.0.0.0/8]}
    to:
    - operation: {paths: ["/x/{*}/{**}/y", "*x"], hosts: ["*x"]}
  - when: [{key: "request.auth.claims[scope]", values: ["x"]}, {key: "request.headers[x]", values: ["*x"]}]
`
const meshDecider = compileMesh(
  readMeshPolicies([{ file: 'a.yaml', text: meshPolicy }]).policies.authorization,
  { namespace: 'default', name: 'a', labels: {} },
  { ...MESH_DEFAULTS, pathNormalization: 'DECODE_AND_MERGE_SLASHES' },
)

function decideMesh(text: string): void {
  const claims = { iss: text, sub: text, scope: text }
  for (const peerUri of [`spiffe://${text}`, `spiffe://a/ns/a/${text}`]) {
    const facts = {
      protocol: 'http',
      port: 1,
      path: `/x/${text}`,
      host: text,
      peerUri,
      claims,
      sourceIp: text,
    } as const
    meshDecider.decide({ ...facts, headers: { x: text } }, { reasons: true })
  }
}

/** Those of policies of a mesh, and of what comes to them. */
export const MESH_PARSERS = {
  'a mesh decision': { parse: decideMesh },
  'clients behind proxies': {
    parse: (text: string) => remoteAddress('1.1.1.1', [text], { isGateway: true, numTrustedProxies: 50 }),
  },
  'a path template': { parse: (text: string) => parsePathTemplate(`/{*}${text}`) },
}
