import { LOGIN_ON_A_CLUSTER } from '#core/config/login-issuer'
import { USERS_ON_A_CLUSTER } from '#core/config/user-issuer'
import { Problem } from '#core/http/problem'
import { readMeshPolicies } from '#core/policy/mesh/read-policies'

/** Where the mesh of a sandbox asks its own factory. */
const KEYS_OF_THE_SANDBOX: ReadonlySet<string | undefined> = new Set([
  USERS_ON_A_CLUSTER.jwksUri,
  LOGIN_ON_A_CLUSTER.jwksUri,
])

/**
 * Policies for the mesh of one person in a room: a mesh fetches the key sets that policies name, so they name those of the sandbox,
 * or bring their keys along. The room's machine asks nobody else for a stranger. What cannot be read the mesh itself refuses.
 * @throws Problem conflict
 */
export function checkPoliciesOfRoom(text: string): void {
  const { policies } = readMeshPolicies([{ file: 'policies', text }])
  const rules = policies.requestAuthentication.flatMap((each) => each.rules)
  if (rules.some(({ jwks, jwksUri }) => jwks === undefined && !KEYS_OF_THE_SANDBOX.has(jwksUri)))
    throw new Problem('conflict', `${KEYS_ELSEWHERE} ${USERS_ON_A_CLUSTER.jwksUri}`)
}

const KEYS_ELSEWHERE =
  'In a workshop the mesh asks for no keys outside of your sandbox: put them into the rule (jwks), or name those of its users, jwksUri:'
