import { nextTurn } from '../clock.ts'
import { isObject } from '../token/claims.ts'
import { TokenRejected } from '../token/rejection.ts'
import type { KeyHint, KeySource, VerificationKey } from '../token/trust.ts'
import { KeyRefused } from './key-errors.ts'
import { LONGEST_KEY_ID, loadVerificationKeys } from './verification-key.ts'

/** A loaded key set (RFC 7517 §5): the usable keys, and what was left out and why. */
export interface KeySet {
  keys: VerificationKey[]
  leftOut: LeftOut[]
}

/** A key that nobody here uses: its place in the set, its id if it has one, and why. It shows no other member. */
export interface LeftOut {
  at: number
  kid: string | undefined
  why: string
}

/** Whoever verifies tries each key of an id, so there is a bound. */
export const MAX_NAMESAKES = 8

/** A set has no more keys than the largest of ours (`MAX_KEYS` of the rings), counted once for each of its algorithms. */
export const MAX_SET_KEYS = 1500

/** How large the JSON of a set may be: in bytes, and in structural characters (RFC 8259 §2), some twenty for each key. */
export const KEY_SET_BOUNDS = { bytes: 1_000_000, structure: 40_000 } as const

/** So many are loaded at a stretch, which takes some milliseconds; other work goes on between. */
const KEYS_IN_A_ROUND = 8

/**
 * Loads a JWKS, in rounds: a set of others may be as large as there is room for, and must not hold up other requests. Keys that nobody here can use, or should, are left out singly; the rest works (RFC 7517 §4.2, §5). Of
 * several with one key id for one algorithm each may be the one that a token means (§4.5).
 * @throws KeyRefused when it is no key set, or has more keys than anybody publishes
 */
export async function loadKeySet(jwks: unknown): Promise<KeySet> {
  const loaded = new Map<string, VerificationKey[]>()
  const leftOut: LeftOut[] = []
  let count = 0
  for (const [at, member] of membersOf(jwks).entries()) {
    if (at > 0 && at % KEYS_IN_A_ROUND === 0) await nextTurn()
    try {
      if (count >= MAX_SET_KEYS) throw new KeyRefused(`the keys before it have ${MAX_SET_KEYS} uses already`)
      const keys = await loadVerificationKeys(member)
      count += keys.length
      for (const key of keys) addKey(loaded, key, at)
    } catch (error) {
      if (!(error instanceof KeyRefused)) throw error
      leftOut.push({ at, kid: kidOf(member), why: error.message })
    }
  }
  return { keys: [...loaded.values()].flatMap(withNamesakes), leftOut }
}

/** Those without an id stay apart: a token without one means none of several. */
function addKey(loaded: Map<string, VerificationKey[]>, key: VerificationKey, at: number): void {
  const name = key.kid === undefined ? `${key.algorithm} ${at}` : `${key.algorithm} "${key.kid}"`
  const all = loaded.get(name) ?? []
  if (all.length >= MAX_NAMESAKES) throw new KeyRefused(`${MAX_NAMESAKES} others before it have the same key id`)
  loaded.set(name, [...all, key])
}

function withNamesakes([key, ...others]: VerificationKey[]): VerificationKey[] {
  if (!key || others.length === 0) return key ? [key] : []
  return [{ ...key, namesakes: others.map(({ publicKey }) => publicKey) }]
}

function membersOf(jwks: unknown): unknown[] {
  const keys = isObject(jwks) ? jwks['keys'] : undefined
  if (!Array.isArray(keys)) throw new KeyRefused('this is not a JSON Web Key Set: it has no list "keys"')
  if (keys.length > MAX_SET_KEYS) {
    throw new KeyRefused(`the key set has ${keys.length} keys, more than ${MAX_SET_KEYS}`)
  }
  return keys
}

function kidOf(key: unknown): string | undefined {
  return isObject(key) && typeof key['kid'] === 'string' ? key['kid'].slice(0, LONGEST_KEY_ID) : undefined
}

/** What is wrong with a key, and where: `keys.2 ("a"): the key is not for signatures (use)`. */
export const describeLeftOut = ({ at, kid, why }: LeftOut): string =>
  `keys.${at}${kid === undefined ? '' : ` ("${kid.slice(0, 64)}")`}: ${why}`

/** How many of a long list are shown. */
const MOST_NAMED = 5

/** As much of a long list as a line of a log shows: how many there are, and the first few. */
export const countAndFirst = <Item>(all: readonly Item[]): { count: number; first: Item[] } => ({
  count: all.length,
  first: all.slice(0, MOST_NAMED),
})

/** What was left out of a key set, for one line of a log, however much it is. Undefined when all of it is used. */
export function summariseLeftOut(leftOut: readonly LeftOut[]): LeftOutSummary | undefined {
  const { count, first } = countAndFirst(leftOut)
  return count === 0 ? undefined : { count, first: first.map(describeLeftOut) }
}

/** How many keys were left out of a set, and the first of them, each with its place, its id and why. */
export interface LeftOutSummary {
  count: number
  first: string[]
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
