import { MESH_POLICY_SETS } from '#core/trace/context'
import { readPolicyTexts } from '../../neighbours/mesh/policy-texts.ts'

/** The policies of each step of the walk, as they are written for a cluster, and as scenario 12 enforces them. */
export async function readMeshVariants(): Promise<{ id: string; policies: string }[]> {
  const texts = await readPolicyTexts()
  return MESH_POLICY_SETS.filter((id) => !id.startsWith('login')).map((id) => ({ id, policies: texts[id] }))
}
