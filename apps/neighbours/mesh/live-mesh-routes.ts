import type { Control } from '#core/control/control'
import { livePoliciesSchema } from '#core/control/mesh-operations'
import type { ToldMesh } from '#core/control/told-mesh'
import { jsonBody, parseInput } from '#core/http/input'
import { route, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import type { LiveMesh } from './mesh-parties.ts'

export interface LiveMeshRouteParts {
  live: LiveMesh
  control: Pick<Control, 'logChange'>
}

/** What the mesh of scenario 12 can be told; a reset takes it back. */
export const liveMeshRoutes = ({ live, control }: LiveMeshRouteParts): Route[] => [
  route('GET /control/mesh', 'which policies the sidecars of scenario 12 enforce', (_request, response) =>
    sendJson(response, 200, live.told()),
  ),
  route(
    'PUT /control/mesh',
    'lets the sidecars of scenario 12 enforce policies until the next reset: {policies}',
    jsonBody,
    async ({ body }, response) => {
      const told = await live.use(parseInput(livePoliciesSchema, body).policies)
      control.logChange('live policies set')
      sendJson(response, 200, told)
    },
  ),
  route('DELETE /control/mesh', 'back to the policies of the walk', (_request, response) => {
    live.end()
    control.logChange('live policies taken back')
    sendJson(response, 200, live.told())
  }),
]

/** For what is set in this process: nothing while the policies of the walk hold. */
export const sayLiveMesh = ({ mesh, count = 0 }: ToldMesh): string[] =>
  mesh === 'live'
    ? [`the mesh of scenario 12 enforces live policies (${count === 1 ? 'one' : count}), but for plays`]
    : []
