import { TokenRejected } from '../token/rejection.ts'
import type { KeyHint, KeySource, VerificationKey } from '../token/trust.ts'
import { KeyRefused } from './key-errors.ts'
import { loadVerificationKey } from './verification-key.ts'

/** A loaded key set (RFC 7517 §5): the usable keys, and what was left out and why. */
export interface KeySet {
  keys: VerificationKey[]
  leftOut: { kid: string | undefined; why: string }[]
}

/**
 * Loads a JWKS. Bad keys are left out singly, the rest stays usable (RFC 7517 §5). Two keys with one key id are both
 * left out, for nobody can tell which one a token means. A set with a symmetric key is refused whole: whoever
 * published it has published a secret.
 * @throws KeyRefused when it is no key set, or holds a symmetric key
 */
export async function loadKeySet(jwks: unknown): Promise<KeySet> {
  const members = membersOf(jwks)
  const set: KeySet = { keys: [], leftOut: [] }
  const count = Map.groupBy(members, kidOf)
  for (const member of members) {
    const kid = kidOf(member)
    try {
      if (kid !== undefined && (count.get(kid)?.length ?? 0) > 1) throw new KeyRefused('the key id appears twice')
      set.keys.push(await loadVerificationKey(member))
    } catch (error) {
      if (!(error instanceof KeyRefused)) throw error
      set.leftOut.push({ kid, why: error.message })
    }
  }
  return set
}

function membersOf(jwks: unknown): Record<string, unknown>[] {
  const keys = typeof jwks === 'object' && jwks !== null && 'keys' in jwks ? jwks.keys : undefined
  if (!Array.isArray(keys)) throw new KeyRefused('this is not a JSON Web Key Set: it has no list "keys"')
  const members = keys.filter((key) => typeof key === 'object' && key !== null)
  if (members.some((key) => key.kty === 'oct')) throw new KeyRefused('the key set publishes a symmetric key')
  return members
}

function kidOf({ kid }: Record<string, unknown>): string | undefined {
  return typeof kid === 'string' ? kid : undefined
}

/** A key source over keys that are at hand. */
export function fixedKeys(keys: readonly VerificationKey[]): KeySource {
  return { select: (hint) => chooseKey(keys, hint) }
}

/**
 * Chooses by key id, exactly (RFC 7515 §4.1.4). A token without one is served only when a single key has its
 * algorithm.
 * @throws TokenRejected unknown-key
 */
export function chooseKey(keys: readonly VerificationKey[], { kid, alg }: KeyHint): VerificationKey {
  const fitting = keys.filter((key) => (kid === undefined ? key.algorithm === alg : key.kid === kid))
  const [key] = fitting
  if (!key || fitting.length > 1) throw new TokenRejected('unknown-key')
  return key
}
