import { readRegularFile } from '#core/files/regular-file'
import { inProject } from '#core/files/project-folder'

/** The steps of the walk, each with the policies that are there then, in teaching order. */
const WALK_STEPS: Readonly<Record<string, readonly string[]>> = {
  'allow-nothing': ['strict', 'allow-nothing'],
  'ingress-only': ['strict', 'allow-nothing', 'ingress-only'],
  caller: ['strict', 'allow-nothing', 'ingress-only', 'caller'],
  'token-optional': ['strict', 'allow-nothing', 'ingress-only', 'caller', 'token-optional'],
  'caller-and-user': ['strict', 'allow-nothing', 'ingress-only', 'token-optional', 'caller-and-user'],
}

/** The policies of each step, as they are written for a cluster. */
export const readMeshVariants = (): Promise<{ id: string; policies: string }[]> =>
  Promise.all(
    Object.entries(WALK_STEPS).map(async ([id, names]) => {
      const texts = names.map((name) => readRegularFile(inProject(`deploy/kubernetes/policies/${name}.yaml`)))
      return { id, policies: (await Promise.all(texts)).join('---\n') }
    }),
  )
