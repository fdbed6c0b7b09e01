import { LOGIN_ON_A_CLUSTER } from '#core/config/login-issuer'
import { USERS_ON_A_CLUSTER } from '#core/config/user-issuer'
import { Problem } from '#core/http/problem'
import { readMeshPolicies } from '#core/policy/mesh/read-policies'

/** Where the mesh of a sandbox asks its own factory. */
const KEYS_OF_THE_SANDBOX: ReadonlySet<string | undefined> = new Set([
  USERS_ON_A_CLUSTER.jwksUri,
  LOGIN_ON_A_CLUSTER.jwksUri,
])

/** All in a room share one machine, and wait while it reads. Those of the walk are shorter than a third of that. */
export const LONGEST_IN_A_ROOM = 16_384

/** @throws Problem invalid-input */
export function checkLengthInRoom(text: string): void {
  if (text.length > LONGEST_IN_A_ROOM) throw new Problem('invalid-input', TOO_LONG_FOR_A_ROOM)
}

const TOO_LONG_FOR_A_ROOM = `In a workshop policies have ${LONGEST_IN_A_ROOM} characters at most: take some out.`

/**
 * Policies for the mesh of one person in a room: a mesh fetches the key sets that policies name, so they name those of the sandbox,
 * or bring their keys along. The room's machine asks nobody else for a stranger. What cannot be read the mesh itself refuses.
 * @throws Problem conflict; invalid-input where they are too long
 */
export function checkPoliciesOfRoom(text: string): void {
  checkLengthInRoom(text)
  const { policies } = readMeshPolicies([{ file: 'policies', text }])
  const rules = policies.requestAuthentication.flatMap((each) => each.rules)
  if (rules.some(({ jwks, jwksUri }) => jwks === undefined && !KEYS_OF_THE_SANDBOX.has(jwksUri)))
    throw new Problem('conflict', `${KEYS_ELSEWHERE} ${USERS_ON_A_CLUSTER.jwksUri}`)
}

const KEYS_ELSEWHERE =
  'In a workshop the mesh asks for no keys outside of your sandbox: put them into the rule (jwks), or name those of its users, jwksUri:'
