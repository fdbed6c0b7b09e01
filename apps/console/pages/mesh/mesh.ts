import { html } from '#core/page/html'
import { readLiveMesh } from '../../api/live-mesh-routes.ts'
import type { AskProcess } from '../../live/ask.ts'
import { lookAtPolicies } from '../../mesh/look-at-policies.ts'
import { readMeshVariants } from '../../mesh/variants.ts'
import type { ConsolePage } from '../../shell/shell.ts'
import type { MeshState } from './mesh-state.ts'
import { MeshView } from './mesh.view.ts'

/** Policies of a mesh, and what they would decide: `?variant=caller` begins with the policies of that step. */
export async function meshPage(ask: AskProcess, query: Record<string, unknown>): Promise<ConsolePage<MeshState>> {
  const variants = await readMeshVariants()
  const { id = '', policies = '' } = variants.find(({ id: one }) => one === query['variant']) ?? variants.at(-1) ?? {}
  const state: MeshState = {
    variants,
    variant: id,
    policies,
    look: lookAtPolicies(policies),
    live: await readLiveMesh(ask),
    question: { to: 'backend-api', caller: 'webui', method: 'GET', path: '/data', user: 'nobody' },
  }
  return {
    title: 'Mesh',
    module: 'apps/console/pages/mesh/mesh.browser.ts',
    state,
    body: html`<${MeshView} state=${state} />`,
  }
}
