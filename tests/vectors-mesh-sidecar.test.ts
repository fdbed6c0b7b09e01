import { beforeAll, describe, expect, test } from 'vitest'
import { compileMesh } from '#core/policy/mesh/decider'
import { factsOf, meshCases, type MeshCase } from './support/mesh-vectors.ts'
import { openRows, policiesOfFile } from './support/mesh-rows.ts'
import { fillTokens, TOKEN_CASES, type TokenCase } from './support/istio-tokens.ts'

// Istio's own requests, each over a real connection to a real sidecar: mutual TLS where the caller has an identity.

/** Whether the addresses of a row decide: a test on one machine has none but its own. */
function needsAddresses(row: MeshCase): boolean {
  const policies = policiesOfFile(row.policyFile)
  const decider = compileMesh(policies.authorization, row.workload, meshCases.mesh)
  const facts = factsOf(row, policies)
  const here = { ...facts, sourceIp: '127.0.0.1', destinationIp: '127.0.0.1' }
  const local = row.needs.includes('xff') ? here : { ...here, remoteIp: '127.0.0.1' }
  return decider.decide(facts).decision !== decider.decide(local).decision
}

const ROWS = meshCases.cases.filter(({ request }) => request.protocol !== 'tcp')
const SENT = ROWS.filter((row) => !needsAddresses(row))
const groups = Map.groupBy(SENT, ({ policyFile, workload }) => `${policyFile} for ${JSON.stringify(workload)}`)

let rows: Awaited<ReturnType<typeof openRows>>
beforeAll(async () => {
  rows = await openRows({ mesh: meshCases.mesh, clock: TOKEN_CASES.clock })
})

test('nearly all rows can be sent on one machine', () => {
  expect(ROWS).toHaveLength(325)
  expect(SENT.length).toBeGreaterThan(313)
})

describe('AuthorizationPolicy, through the sidecar', () => {
  test.each([...groups])('%s', async (_name, cases) => {
    const [first] = cases
    if (!first) return
    const ports = [...new Set(cases.map(({ request }) => request.port))]
    const sidecar = await rows.open(policiesOfFile(first.policyFile), first.workload, ports)
    for (const row of cases) {
      const { request } = row
      const answer = await rows.send({
        method: request.method ?? 'GET',
        path: request.path ?? '/',
        port: sidecar.inbound[ports.indexOf(request.port)]?.port ?? 0,
        headers: {
          host: request.host ?? '',
          ...request.headers,
          ...(request.token !== null && { authorization: fillTokens(`Bearer \${${request.token}}`) }),
        },
        peer: request.peer,
        sni: request.sni,
      })
      const isDenied = answer.status === 403 || answer.status === 0
      expect(isDenied ? 'deny' : 'allow', `${row.id}: ${answer.status}`).toBe(row.expect)
      expect(answer.seen === undefined, row.id).toBe(isDenied)
    }
  })
})

type SidecarTokenCase = TokenCase & Pick<MeshCase, 'workload' | 'request'>

describe('RequestAuthentication, through the sidecar', () => {
  test.each((TOKEN_CASES.cases as SidecarTokenCase[]).map((row) => [row.id, row] as const))('%s', async (_id, row) => {
    const { request, workload, policyFile } = row
    const sidecar = await rows.open(policiesOfFile(policyFile), workload, [request.port])
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, fillTokens(value)])
    const answer = await rows.send({
      method: request.method ?? 'GET',
      path: fillTokens(request.path ?? '/'),
      port: sidecar.inbound[0]?.port ?? 0,
      headers: {
        host: request.host ?? '',
        ...Object.fromEntries(headers),
        ...(request.token !== null && { authorization: fillTokens(`Bearer \${${request.token}}`) }),
      },
      peer: request.peer,
      sni: request.sni,
    })
    expect(answer.status).toBe(row.expect.status)
    for (const [name, value] of Object.entries(row.expect.upstreamHeaders))
      expect(answer.seen?.[name] ?? null, name).toBe(value === null ? null : fillTokens(value))
    if (answer.seenUrl !== undefined) expect(answer.seenUrl).not.toMatch(/[?&](?:secondary_)?token=/)
  })
})
