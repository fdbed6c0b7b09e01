import { readFileSync } from 'node:fs'
import type { RequestFacts } from '#core/policy/mesh/facts'
import type { MeshPolicies, MeshSettings, Workload } from '#core/policy/mesh/model'
import { readMeshPolicies } from '#core/policy/mesh/read-policies'
import { tokenRulesFor } from '#core/access/dialects/mesh/which-rules'
import { readVectors } from './vectors.ts'

/** A row of authz-cases.json, as its README says. */
export interface MeshCase {
  id: string
  row: string
  policyFile: string
  workload: Workload
  request: {
    protocol: 'http' | 'http2' | 'grpc' | 'tcp'
    method: string | null
    path: string | null
    host: string | null
    port: number
    headers: Record<string, string>
    token: string | null
    peer: string | null
    sourceIp: string
    remoteIp: string
    destinationIp: string
    sni: string | null
  }
  needs: string[]
  expect: 'allow' | 'deny'
}

export const meshCases = readVectors<{ mesh: MeshSettings; count: number; cases: MeshCase[] }>('istio/authz-cases.json')

const meshTokens = readVectors<Record<string, { token: string }>>('istio/tokens.json')

/** The policies of a file of tests/vectors/istio; it must have no fault. */
export function meshPolicies(file: string): MeshPolicies {
  const text = readFileSync(new URL(`../vectors/istio/${file}`, import.meta.url), 'utf8')
  const { policies, faults } = readMeshPolicies([{ file, text }])
  if (faults.length > 0) throw new Error(JSON.stringify(faults))
  return policies
}

const payloadOf = (name: string): Record<string, unknown> => {
  const payload = meshTokens[name]?.token.split('.')[1] ?? ''
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}

/** What the sidecar of the row would see. The payload of a token counts where a rule of the workload names its issuer. */
export function factsOf({ request, workload }: MeshCase, policies: MeshPolicies): RequestFacts {
  const claims = request.token === null ? undefined : payloadOf(request.token)
  const rules = tokenRulesFor(workload, meshCases.mesh.rootNamespace, policies.requestAuthentication)
  const rule = claims && rules.find(({ issuer }) => issuer === claims.iss)
  return {
    protocol: request.protocol === 'tcp' ? 'tcp' : 'http',
    ...(request.method === null ? {} : { method: request.method }),
    ...(request.path === null ? {} : { path: request.path }),
    ...(request.host === null ? {} : { host: request.host }),
    headers: request.headers,
    port: request.port,
    ...(request.peer === null ? {} : { peerUri: `spiffe://${request.peer}` }),
    ...(rule && claims ? { claims, spaceDelimitedClaims: rule.spaceDelimitedClaims } : {}),
    sourceIp: request.sourceIp,
    remoteIp: request.remoteIp,
    destinationIp: request.destinationIp,
    ...(request.sni === null ? {} : { serverName: request.sni }),
  }
}
