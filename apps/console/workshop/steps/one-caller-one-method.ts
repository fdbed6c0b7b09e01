import { askPolicies, policyOfBackend, tickByRequests } from '../mesh-seen.ts'
import type { WorkshopStep } from '../step.ts'

const DOOR = { to: 'backend-api', path: '/data' }

export const oneCallerOneMethod: WorkshopStep = {
  id: 'one-caller-one-method',
  track: 'mesh',
  title: 'One caller, one method',
  task: 'Write policies by which web-ui may GET /data of backend-api and not POST it, and another service of the namespace may not GET it. Ask about all three.',
  where: { page: '/mesh', label: 'Mesh' },
  why: 'In a mesh the certificate says who calls, and a policy says who may. A name that matches too much lets in too many. In April 2026 it was found that Istio 1.25 to 1.29 took the dot in `serviceAccounts` for any character: a rule for the account cert-manager.io let in cert-manager-io as well. So ask also for those who must not come in.',
  source: {
    text: 'CVE-2026-39350, advisory of Istio',
    url: 'https://github.com/istio/istio/security/advisories/GHSA-9gcg-w975-3rjh',
  },
  hints: [
    'The variant "caller" of the walk has a policy for that caller. It says nothing of methods.',
    'A rule has `from` (who) and `to` (what); both must match. `to` has `operation.methods`.',
    "rules: [{from: [{source: {principals: ['cluster.local/ns/default/sa/webui']}}], to: [{operation: {methods: [GET], paths: [/data]}}]}]",
  ],
  code: {
    file: 'core/policy/mesh/decider.ts',
    find: 'const allowing = firstMatch(allow, view)',
    instead: 'const [allowing] = allow',
  },
  check: ({ decisions }) =>
    tickByRequests(
      decisions,
      [
        { request: { ...DOOR, caller: 'webui', method: 'GET' }, is: 'allow' },
        { request: { ...DOOR, caller: 'webui', method: 'POST' }, is: 403 },
        { request: { ...DOOR, caller: 'stranger', method: 'GET' }, is: 403 },
      ],
      'web-ui may GET /data, and neither POST it nor send somebody else.',
    ),
  async solution(ask) {
    const rules = `  rules:
    - from:
        - source:
            principals: ['cluster.local/ns/default/sa/webui']
      to:
        - operation:
            methods: [GET]
            paths: [/data]
`
    await askPolicies(ask, policyOfBackend('web-ui-reads', rules), [{}, { method: 'POST' }, { caller: 'stranger' }])
  },
}
