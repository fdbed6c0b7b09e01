import { expect, test } from 'vitest'
import { MESH_DEFAULTS } from '#core/policy/mesh/model'
import { readProxyConfig } from './read-proxy-config.ts'

const read = (text: string) => readProxyConfig(text, 'mesh.yaml', { folder: '/home/me' })

const faultsOf = (text: string): string[] => {
  try {
    read(text)
    return []
  } catch (error) {
    return (error as Error).message.split('\n') // of a configuration
  }
}

const SMALL = `
workload: {name: backend-api}
listen: :15006
upstream: http://localhost:3000
policies: [policies.yaml]
certificates: {folder: keys/tls}
`

test('a small file is enough: the rest is as a mesh has it by itself', () => {
  expect(read(SMALL)).toEqual({
    workload: { name: 'backend-api', namespace: 'default', serviceAccount: 'default', labels: {} },
    mesh: MESH_DEFAULTS,
    providers: [],
    listen: { kind: 'tcp', port: 15006 },
    upstream: 'http://localhost:3000',
    port: 3000,
    isGateway: false,
    policies: [{ given: 'policies.yaml', path: '/home/me/policies.yaml' }],
    certificates: { kind: 'folder', folder: '/home/me/keys/tls' },
    jwksSources: {},
    shutdownTimeout: 60_000,
  })
})

test('the words of the mesh config of Istio are taken as they are', () => {
  const config = read(`${SMALL}
port: 8080
gateway: true
mesh:
  trustDomain: td1
  trustDomainAliases: [td2]
  pathNormalization: MERGE_SLASHES
  numTrustedProxies: 1
  extensionProviders:
  - name: asker
    envoyExtAuthzHttp:
      service: default/ext-authz.default.svc.cluster.local
      port: 8000
      timeout: 1s
      statusOnError: "503"
      includeRequestHeadersInCheck: [x-ext-*]
jwksSources:
  https://issuer/jwks: {file: keys.json}
outbound:
  listen: localhost:15001
  services: [{name: web-ui, address: "localhost:4512", serviceAccount: webui}]
`)
  expect(config).toMatchObject({
    port: 8080,
    isGateway: true,
    mesh: {
      rootNamespace: 'istio-system',
      trustDomain: 'td1',
      pathNormalization: 'MERGE_SLASHES',
      numTrustedProxies: 1,
    },
    jwksSources: { 'https://issuer/jwks': { given: 'keys.json', path: '/home/me/keys.json' } },
    outbound: { services: [{ name: 'web-ui', namespace: 'default', port: 80, address: 'localhost:4512' }] },
  })
  expect(config.providers).toEqual([
    {
      name: 'asker',
      address: 'http://ext-authz.default.svc.cluster.local:8000',
      timeout: 1000,
      pathPrefix: '',
      failOpen: false,
      statusOnError: 503,
      includeRequestHeadersInCheck: ['x-ext-*'],
      includeAdditionalHeadersInCheck: {},
      headersToUpstreamOnAllow: [],
      headersToDownstreamOnAllow: [],
    },
  ])
})

test('everything that is wrong is told at once, with its line and the nearest name', () => {
  const text = `
workload: {name: Backend, serviceAcount: a}
listen: http://localhost:1
upstrem: http://localhost:3000
policies: []
certificates: {folder: keys, ca: ca.pem}
mesh:
  pathNormalisation: BASE
`
  expect(faultsOf(text)).toEqual([
    'mesh.yaml:2  workload.name is not a name: it may have a-z, 0-9, dots and -.',
    'mesh.yaml:2  workload: "serviceAcount" is unknown here: perhaps serviceAccount was meant.',
    'mesh.yaml:2  upstream is missing.',
    'mesh.yaml:3  listen has a scheme: write host:port or :port.',
    'mesh.yaml:4  "upstrem" is unknown here: perhaps upstream was meant.',
    'mesh.yaml:5  policies is empty: name a file of policies.',
    'mesh.yaml:6  certificates needs folder alone, or ca, certificate and key.',
    'mesh.yaml:8  mesh: "pathNormalisation" is unknown here: perhaps pathNormalization was meant.',
  ])
})

test.each([
  ['upstream: unix:/run/a.sock', ['mesh.yaml:2  port is missing: a socket has none of its own.']],
  ['upstream: unix:/run/a.sock\nport: 3000', []],
  ['upstream: ftp://a', ['mesh.yaml:4  upstream is neither an http:// or https:// URL of a server nor unix:/path.']],
])('%s', (line, faults) => {
  expect(faultsOf(SMALL.replace('upstream: http://localhost:3000', line))).toEqual(faults)
})
