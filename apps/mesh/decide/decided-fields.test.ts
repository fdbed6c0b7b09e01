import { expect, test } from 'vitest'
import { caseOf, runMeshCommand } from '../mesh-command.fixture.ts'
import { DECIDE_COMMAND } from './run-decide.ts'

// What `mesh decide` decides about is what the service would get, as at a sidecar.

const allowing = (name: string, value: string) =>
  `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: one, namespace: default}\nspec: {rules: [{when: [{key: "request.headers[${name}]", values: ["${value}"]}]}]}\n`

async function decisionOf(request: object, policies: string) {
  const { out, fault } = await runMeshCommand(DECIDE_COMMAND, ['--cases', 'cases.json', '--json'], {
    'cases.json': JSON.stringify({ cases: [caseOf(request)] }),
    'read.yaml': policies,
  })
  expect(fault).toBe('')
  return JSON.parse(out)[0].decision
}

test.each([
  ['a field that goes on', { 'x-tenant': 'acme' }, 'allow'],
  ['one beside what stays', { 'x-tenant': 'acme', connection: 'close, x-other' }, 'allow'],
  ['one that Connection names', { 'x-tenant': 'acme', connection: 'close, X-Tenant' }, 'deny'],
])('%s', async (_what, headers, decision) => {
  expect(await decisionOf({ headers }, allowing('x-tenant', 'acme'))).toBe(decision)
})

test('who has no certificate says nothing that sidecars say', async () => {
  const headers = { 'x-forwarded-client-cert': 'URI=spiffe://a' }
  const policies = allowing('x-forwarded-client-cert', 'URI=*')
  expect(await decisionOf({ headers, peer: undefined }, policies)).toBe('deny')
  expect(await decisionOf({ headers, peer: 'cluster.local/ns/default/sa/webui' }, policies)).toBe('allow')
})
