import { TokenRejected } from '../token/rejection.ts'
import type { KeyHint, KeySource, VerificationKey } from '../token/trust.ts'
import { KeyRefused } from './key-errors.ts'
import { LONGEST_KEY_ID, loadVerificationKeys } from './verification-key.ts'

/** A loaded key set (RFC 7517 §5): the usable keys, and what was left out and why. */
export interface KeySet {
  keys: VerificationKey[]
  leftOut: { kid: string | undefined; why: string }[]
}

/**
 * Loads a JWKS. Keys that nobody here can use, or should, are left out singly; the rest works (RFC 7517 §4.2, §5). Two
 * usable keys with one key id for one algorithm are both left out, for nobody can tell which one a token means (§4.5). A
 * set with a symmetric key is refused whole: whoever published it has published a secret.
 * @throws KeyRefused when it is no key set, or holds a symmetric key
 */
export async function loadKeySet(jwks: unknown): Promise<KeySet> {
  const loaded: VerificationKey[] = []
  const leftOut: KeySet['leftOut'] = []
  for (const member of membersOf(jwks)) {
    try {
      loaded.push(...(await loadVerificationKeys(member)))
    } catch (error) {
      if (!(error instanceof KeyRefused)) throw error
      leftOut.push({ kid: kidOf(member), why: error.message })
    }
  }
  const count = Map.groupBy(loaded, kidAndAlgorithm)
  const isTwice = (key: VerificationKey) => key.kid !== undefined && (count.get(kidAndAlgorithm(key))?.length ?? 0) > 1
  for (const { kid } of loaded.filter(isTwice)) leftOut.push({ kid, why: 'the key id appears twice' })
  return { keys: loaded.filter((key) => !isTwice(key)), leftOut }
}

const kidAndAlgorithm = ({ kid, algorithm }: VerificationKey) => `${algorithm} ${kid}`

function membersOf(jwks: unknown): Record<string, unknown>[] {
  const keys = typeof jwks === 'object' && jwks !== null && 'keys' in jwks ? jwks.keys : undefined
  if (!Array.isArray(keys)) throw new KeyRefused('this is not a JSON Web Key Set: it has no list "keys"')
  const members = keys.filter((key) => typeof key === 'object' && key !== null)
  if (members.some((key) => key.kty === 'oct')) throw new KeyRefused('the key set publishes a symmetric key')
  return members
}

function kidOf({ kid }: Record<string, unknown>): string | undefined {
  return typeof kid === 'string' ? kid.slice(0, LONGEST_KEY_ID) : undefined
}

/** A key source over keys that are at hand. */
export function fixedKeys(keys: readonly VerificationKey[]): KeySource {
  return { select: (hint) => chooseKey(keys, hint) }
}

/**
 * Chooses by key id, exactly (RFC 7515 §4.1.4), and by algorithm. A token without a key id is served only when a single
 * key has its algorithm.
 * @returns a key with the key id and another algorithm where there is no better one: whoever asked refuses it by name
 * @throws TokenRejected unknown-key
 */
export function chooseKey(keys: readonly VerificationKey[], { kid, alg }: KeyHint): VerificationKey {
  const named = kid === undefined ? keys : keys.filter((key) => key.kid === kid)
  const fitting = named.filter(({ algorithm }) => algorithm === alg)
  const [key = kid === undefined ? undefined : named[0]] = fitting
  if (!key || fitting.length > 1) throw new TokenRejected('unknown-key')
  return key
}
