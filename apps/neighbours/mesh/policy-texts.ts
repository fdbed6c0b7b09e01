import { join } from 'node:path'
import { PROJECT_FOLDER } from '#core/files/project-folder'
import { readRegularFile } from '#core/files/regular-file'
import { MESH_POLICY_SETS, type MeshPolicySet } from '#core/trace/context'

/** Files of the walk behind a login gateway. */
const OF_GLOO = 'gloo/'

/** Which files of policies are there in each state of the walk. */
const WALK_FILES: Readonly<Record<MeshPolicySet, readonly string[]>> = {
  'tokens-alone': ['strict', 'token-optional'],
  'allow-nothing': ['strict', 'allow-nothing'],
  'ingress-only': ['strict', 'allow-nothing', 'ingress-only'],
  caller: ['strict', 'allow-nothing', 'ingress-only', 'caller'],
  'token-optional': ['strict', 'allow-nothing', 'ingress-only', 'caller', 'token-optional'],
  'caller-and-user': ['strict', 'allow-nothing', 'ingress-only', 'token-optional', 'caller-and-user'],
  'login-tokens-alone': ['strict', OF_GLOO + 'request-authentication'],
  'login-gateway-only': ['strict', 'allow-nothing', OF_GLOO + 'allow-gateway'],
  login: ['strict', 'allow-nothing', OF_GLOO + 'allow-gateway', OF_GLOO + 'request-authentication', 'caller-and-user'],
  // Its users are those of another issuer, as after a move to another tenant of a provider.
  'login-other-issuer': ['strict', 'allow-nothing', OF_GLOO + 'allow-gateway', 'token-optional', 'caller-and-user'],
  'login-people': [
    'strict',
    'allow-nothing',
    OF_GLOO + 'allow-gateway',
    OF_GLOO + 'request-authentication',
    'caller-and-user',
  ],
}

/** The policies of each state, as they are written for a cluster: there is no other copy of them. */
export async function readPolicyTexts(): Promise<Record<MeshPolicySet, string>> {
  const texts = await Promise.all(
    MESH_POLICY_SETS.map(
      async (set) => [set, (await Promise.all(WALK_FILES[set].map(readPolicyFile))).join('---\n')] as const,
    ),
  )
  return Object.fromEntries(texts) as Record<MeshPolicySet, string> // one entry for each
}

const readPolicyFile = (name: string) =>
  readRegularFile(
    join(
      PROJECT_FOLDER,
      name.startsWith(OF_GLOO)
        ? `deploy/kubernetes/gloo/policies/${name.slice(OF_GLOO.length)}.yaml`
        : `deploy/kubernetes/policies/${name}.yaml`,
    ),
  )
