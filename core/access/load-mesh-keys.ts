import { nextTurn } from '../clock.ts'
import { KeyRefused } from '../keys/key-errors.ts'
import { MAX_SET_KEYS, summariseLeftOut, type LeftOut, type LeftOutSummary } from '../keys/key-set.ts'
import { loadVerificationKeys } from '../keys/verification-key.ts'
import { isObject } from '../token/claims.ts'
import type { MeshKey, MeshKeys } from './mesh-keys.ts'

/** So many are loaded at a stretch; other work goes on between. */
const KEYS_IN_A_TURN = 8

/**
 * Loads a key set for a rule of a mesh. Keys that nobody should use are left out singly, weak, symmetric and private ones
 * too; a key without an id or an algorithm stays what it is, for the mesh reads meaning into that.
 * @param jwks JSON that was read already
 * @throws KeyRefused for what is no key set, or has more keys than anybody publishes
 */
export async function loadMeshKeys(jwks: unknown): Promise<{ keys: MeshKeys; leftOut: LeftOutSummary | undefined }> {
  const members = isObject(jwks) ? jwks['keys'] : undefined
  if (!Array.isArray(members)) throw new KeyRefused('this is not a JSON Web Key Set: it has no list "keys"')
  if (members.length > MAX_SET_KEYS) throw new KeyRefused(`the key set has more than ${MAX_SET_KEYS} keys`)
  const keys: MeshKey[] = []
  const leftOut: LeftOut[] = []
  for (const [at, member] of members.entries()) {
    if (at > 0 && at % KEYS_IN_A_TURN === 0) await nextTurn()
    try {
      const uses = await loadVerificationKeys(member)
      keys.push({ kid: memberText(member, 'kid'), alg: memberText(member, 'alg'), uses })
    } catch (error) {
      if (!(error instanceof KeyRefused)) throw error
      leftOut.push({ at, kid: memberText(member, 'kid') || undefined, why: error.message })
    }
  }
  return { keys: keys.length === 0 ? { kind: 'none' } : { kind: 'keys', keys }, leftOut: summariseLeftOut(leftOut) }
}

function memberText(member: unknown, name: string): string {
  const value = isObject(member) ? member[name] : undefined
  return typeof value === 'string' ? value : ''
}
