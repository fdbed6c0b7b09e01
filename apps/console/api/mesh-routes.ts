import type { RequestHandler } from 'express'
import { z } from 'zod'
import { jsonBody, parseInput } from '#core/http/input'
import { route, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import { lookAtPolicies } from '../mesh/look-at-policies.ts'
import type { MeshDesk } from '../mesh/mesh-desk.ts'
import {
  CALLERS,
  LONGEST_POLICIES,
  MESH_PARTIES,
  USERS,
  type MeshCaller,
  type MeshUser,
} from '../pages/mesh/mesh-state.ts'

const policiesText = z.string().max(LONGEST_POLICIES)
const lookSchema = z.strictObject({ policies: policiesText })
const meshQuestionSchema = z.strictObject({
  policies: policiesText,
  to: z.enum(MESH_PARTIES.map(({ id }) => id)),
  caller: z.enum(Object.keys(CALLERS) as MeshCaller[]), // its own keys
  user: z.enum(Object.keys(USERS) as MeshUser[]), // its own keys
  method: z.string().regex(/^[A-Za-z-]{1,20}$/, 'is not a method'),
  path: z.string().regex(/^\/[\x21-\x7e]{0,2000}$/, 'is not a path: it begins with / and has no spaces'),
})

export interface MeshRouteParts {
  desk: MeshDesk
  changes: RequestHandler[]
  /** Throws a Problem for policies that are too long to be read here. */
  checkLength?: ((policies: string) => void) | undefined
}

/** What policies say and decide, for the page of the mesh. Nothing is kept. */
export const meshRoutes = ({ desk, changes, checkLength }: MeshRouteParts): Route[] => [
  route('POST /api/mesh/look', 'lints and explains policies {policies}', ...changes, jsonBody, ({ body }, response) => {
    const { policies } = parseInput(lookSchema, body)
    checkLength?.(policies)
    sendJson(response, 200, lookAtPolicies(policies))
  }),
  route(
    'POST /api/mesh/decide',
    'decides about a request {policies, to, caller, user, method, path}',
    ...changes,
    jsonBody,
    async ({ body }, response) => {
      const { policies, ...question } = parseInput(meshQuestionSchema, body)
      checkLength?.(policies)
      sendJson(response, 200, await desk.decide(policies, question))
    },
  ),
]
