import type { RequestHandler } from 'express'
import { livePoliciesSchema } from '#core/control/mesh-operations'
import type { ToldMesh } from '#core/control/told-mesh'
import { jsonBody, parseInput } from '#core/http/input'
import { route, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import type { AskProcess } from '../live/ask.ts'
import { askOrWhy } from '../live/read-control.ts'
import { accepted } from '../live/tell-processes.ts'
import type { MeshNow } from '../pages/mesh/mesh-state.ts'

export interface ConsoleLiveMeshParts {
  ask: AskProcess
  /** In front of whatever changes something. */
  changes: RequestHandler[]
  /** Throws a Problem for policies that may not be set. */
  checkPolicies?: ((policies: string) => void) | undefined
}

/** Whoever sets policies waits until their keys have been asked for. Milliseconds. */
const SET_PATIENCE = 60_000

/** What the sidecars of scenario 12 enforce, and other policies for them. */
export const consoleLiveMeshRoutes = ({ ask, changes, checkPolicies }: ConsoleLiveMeshParts): Route[] => [
  route('GET /api/mesh/live', 'which policies the sidecars of scenario 12 enforce', async (_request, response) =>
    sendJson(response, 200, await readLiveMesh(ask)),
  ),
  route(
    'PUT /api/mesh/live',
    'lets the sidecars of scenario 12 enforce policies {policies}',
    ...changes,
    jsonBody,
    async ({ body }, response) => {
      const order = parseInput(livePoliciesSchema, body)
      checkPolicies?.(order.policies)
      const question = { method: 'PUT', path: '/control/mesh', body: order } as const
      const { body: told } = accepted('neighbours', await ask('neighbours', { ...question, patience: SET_PATIENCE }))
      sendJson(response, 200, { told: told as ToldMesh } satisfies MeshNow) // of a process of our own
    },
  ),
  route('DELETE /api/mesh/live', 'back to the policies of the walk', ...changes, async (_request, response) => {
    const { body: told } = accepted('neighbours', await ask('neighbours', { method: 'DELETE', path: '/control/mesh' }))
    sendJson(response, 200, { told: told as ToldMesh } satisfies MeshNow) // as above
  }),
]

/** @returns why nobody knows, where the process of the sidecars does not tell */
export async function readLiveMesh(ask: AskProcess): Promise<MeshNow> {
  const { body: told, why } = await askOrWhy<ToldMesh>(ask, 'neighbours', '/control/mesh')
  return { ...(told && { told }), ...(why !== undefined && { why }) }
}
