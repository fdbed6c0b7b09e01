import { z } from 'zod'
import { jsonAnswer, type Operations } from '../openapi/operation.ts'
import { LONGEST_LIVE_POLICIES } from './told-mesh.ts'

const toldMesh = z.strictObject({
  mesh: z.enum(['walk', 'live']).describe('the policies at the end of the walk, or live ones'),
  policies: z.string().optional().describe('live policies, as they were set'),
  count: z.int().optional().describe('how many policies are in them'),
  since: z.iso.datetime().optional(),
  troubles: z.array(z.string()).optional().describe('key sets that could not be fetched: their tokens are refused'),
  unasked: z
    .array(z.string())
    .optional()
    .describe('CUSTOM policies and their authorizers: this mesh knows none, so what they match is refused'),
})

/** Live policies: as they are written for a cluster, several documents in one text. */
export const livePoliciesSchema = z.strictObject({
  policies: z
    .string()
    .max(LONGEST_LIVE_POLICIES, `has more than ${LONGEST_LIVE_POLICIES} characters`)
    .describe('AuthorizationPolicy, RequestAuthentication and PeerAuthentication, as YAML'),
})

const EXAMPLE = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: allow-nothing, namespace: default }
spec: {}
`

/** What the process can be told in which the mesh of scenario 12 runs. */
export const MESH_OPERATIONS: Operations = {
  'GET /control/mesh': { proof: 'control', answers: { 200: jsonAnswer('What its sidecars enforce.', toldMesh) } },
  'PUT /control/mesh': {
    proof: 'control',
    more: 'Requests of plays go by the policies of their play. Policies with a fault are refused, and the earlier ones stay.',
    body: { content: { 'application/json': livePoliciesSchema }, example: { policies: EXAMPLE } },
    answers: { 200: jsonAnswer('The sidecars enforce them.', toldMesh) },
  },
  'DELETE /control/mesh': { proof: 'control', answers: { 200: jsonAnswer('Those of the walk hold again.', toldMesh) } },
}
