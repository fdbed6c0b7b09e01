import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { NO_SECRETS_GIVEN } from '#core/policy/gloo/check-login'
import { planGloo } from '#core/policy/gloo/plan-gloo'
import { readGloo } from '#core/policy/gloo/read-gloo'
import { routeRequest } from '#core/policy/gloo/route-request'
import { readGlooFiles } from '../apps/gateway/gloo/read-gloo-files.ts'
import { compileMesh } from '#core/policy/mesh/decider'
import { MESH_DEFAULTS } from '#core/policy/mesh/model'
import { readMeshPolicies } from '#core/policy/mesh/read-policies'
import { PROJECT } from './support/project-files.ts'

const KUBERNETES = join(PROJECT, 'deploy/kubernetes')
const GLOO = join(KUBERNETES, 'gloo')
const files = await readGlooFiles([{ given: 'gloo', path: GLOO }])
const readme = await readFile(join(GLOO, 'README.md'), 'utf8')
const { documents, faults, skipped } = readGloo(files)
const planned = planGloo(documents, { ...NO_SECRETS_GIVEN, certificates: ['gw-ssl-1-secret'] })

test('our reader takes every document of the gateway, and they fit together', () => {
  expect([faults, planned.faults, planned.hints]).toEqual([[], [], []])
  expect(documents.map(({ kind }) => kind).toSorted()).toEqual([
    'ExtAuthPolicy',
    'ExtAuthServer',
    'RouteTable',
    'Secret',
    'VirtualGateway',
  ])
  expect(skipped.map(({ kind }) => kind)).toEqual(['Deployment'])
  const decided = routeRequest(planned.plan, { secure: true, host: 'webuitest.com', target: '/dashboard' })
  expect(decided).toMatchObject({ kind: 'route', routed: { policy: { name: 'webui-auth0' } } })
})

test('the page, the policy of the gateway and that of the backend speak of one issuer, client and audience', async () => {
  const [deployment] = parseAllDocuments(await readFile(join(GLOO, 'web-ui.yaml'), 'utf8')).map((each) => each.toJS())
  const { env } = deployment.spec.template.spec.containers[0]
  const valueOf = (name: string) => env.find((one: { name: string }) => one.name === name)?.value
  const login = planned.plan.policies[0]?.login
  const text = await readFile(join(GLOO, 'policies/request-authentication.yaml'), 'utf8')
  const [rule] = readMeshPolicies([{ file: 'x', text }]).policies.requestAuthentication[0]?.rules ?? []
  expect([valueOf('ISSUER_BASE_URL'), rule?.issuer]).toEqual([login?.issuerUrl, login?.issuerUrl])
  expect([valueOf('AUTH0_CLIENT_ID'), valueOf('SHOULD_AUTHENTICATE')]).toEqual([login?.clientId, 'no'])
  expect([rule?.audiences, login?.authEndpointQueryParams]).toEqual([
    [valueOf('AUDIENCE')],
    { audience: valueOf('AUDIENCE') },
  ])
})

/** The walk of the README: which policies hold after each step, and who may do what then. */
const STEPS = [...readme.matchAll(/^\| `([^`]+\.yaml)` +\|/gm)].map(([, file = '']) => file)
const GATEWAY = 'cluster.local/ns/gloo-mesh-gateways/sa/istio-ingressgateway-1-18-3-service-account'
const WEBUI = 'cluster.local/ns/default/sa/webui'
const CLAIMS = { iss: 'https://issuer.example.com/', sub: 'ada', aud: 'https://webui' }

const CALLS = {
  page: { app: 'webui', peer: GATEWAY },
  'page, by another gateway': {
    app: 'webui',
    peer: 'cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account',
  },
  data: { app: 'backend-api', peer: WEBUI },
  'data, for a user': { app: 'backend-api', peer: WEBUI, claims: CLAIMS },
  'data, for a user, by another pod': { app: 'backend-api', peer: GATEWAY, claims: CLAIMS },
  'data, by nobody': { app: 'backend-api' },
  second: { app: 'second-backend-api', peer: WEBUI, claims: CLAIMS },
} as const

async function allowedAfter(steps: readonly string[]): Promise<string[]> {
  // One of a name takes the place of the other, as in a cluster.
  const byName = new Map<string, string>()
  for (const step of steps) {
    const text = await readFile(join(GLOO, step), 'utf8')
    for (const document of parseAllDocuments(text))
      byName.set(document.toJS().metadata.name + document.toJS().kind, text)
  }
  const { policies, faults: wrong } = readMeshPolicies(
    [...byName.values()].map((text, at) => ({ file: `${at}.yaml`, text })),
  )
  expect(wrong).toEqual([])
  return Object.entries<GlooCall>(CALLS)
    .filter(([, { app, peer, claims }]) => {
      const workload = { namespace: 'default', name: app, labels: { app } }
      const { decide } = compileMesh(policies.authorization, workload, MESH_DEFAULTS)
      const request = { protocol: 'http' as const, method: 'GET', path: '/data', port: 3000 }
      const caller = { ...(peer !== undefined && { peerUri: `spiffe://${peer}` }), ...(claims && { claims }) }
      return decide({ ...request, ...caller }).decision === 'allow'
    })
    .map(([id]) => id)
}

interface GlooCall {
  app: string
  peer?: string
  claims?: Record<string, unknown>
}

test('the policies decide as the README tells, to the last 403', async () => {
  const everybody = Object.keys(CALLS)
  const inOrder = await Promise.all(STEPS.map((_, at) => allowedAfter(STEPS.slice(0, at + 1))))
  const expected = [
    everybody,
    [],
    ['page'],
    ['page', 'data', 'data, for a user'],
    ['page', 'data', 'data, for a user'],
    ['page', 'data, for a user'],
  ]
  expect(Object.fromEntries(STEPS.map((step, at) => [step, inOrder[at]]))).toEqual(
    Object.fromEntries(STEPS.map((step, at) => [step, expected[at]])),
  )
  expect(STEPS).toHaveLength(6)
})

test('the wrong form that the README shows is refused, and says which field it would drop', () => {
  const [, rules = ''] = /```yaml\n(rules:[^]*?)```/.exec(readme) ?? []
  const text = `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: x}\nspec:\n${rules.replaceAll(/^/gm, '  ')}`
  const [fault] = readMeshPolicies([{ file: 'wrong.yaml', text }]).faults
  expect(fault?.message).toMatch(/"source" stands twice .* would drop principals without a word/)
})
