import type { Clock } from '../clock.ts'
import { KeysUnavailable } from '../keys/key-errors.ts'
import { chooseKey, KEY_SET_BOUNDS, loadKeySet } from '../keys/key-set.ts'
import { TokenRejected } from '../token/rejection.ts'
import type { KeyHint, KeySource, VerificationKey } from '../token/trust.ts'
import type { KeyRefreshPolicy } from './login-settings.ts'

/** Discovery and keys of a provider are asked for anew after this. Milliseconds. */
export const POLLING_INTERVAL = 1_800_000

/** Two fetches start at least this far apart, whatever tokens name. Milliseconds. */
const LEAST_BETWEEN = 1000

export interface ProviderKeySettings {
  /** The text of the key set. @throws when there is none */
  fetchKeys: () => Promise<string>
  policy: KeyRefreshPolicy
  machine: Clock
}

/**
 * The keys of a provider, kept for half an hour. A token that names another key lets them be asked for again as often as the policy
 * says: `never` is Gloo's default, and then a provider that rotates its keys must publish the new one half an hour before it signs.
 */
export function createLoginKeys({ fetchKeys, policy, machine }: ProviderKeySettings): KeySource {
  let known: readonly VerificationKey[] | undefined
  let knownSince = -Infinity
  let askedAt = -Infinity
  let extra = 0
  let loading: Promise<void> | undefined

  const load = () => (loading ??= fetchAll().finally(() => (loading = undefined)))

  async function fetchAll(): Promise<void> {
    askedAt = machine.monotonic()
    const text = await fetchKeys()
    if (text.length > KEY_SET_BOUNDS.bytes) throw new Error('the key set is too long')
    const { keys } = await loadKeySet(JSON.parse(text))
    known = keys
    knownSince = askedAt
  }

  async function poll(): Promise<void> {
    if (known && machine.monotonic() - knownSince < POLLING_INTERVAL) return
    try {
      await load()
      extra = 0
    } catch (cause) {
      if (!known) throw new KeysUnavailable('the keys of the provider cannot be fetched', { cause })
    }
  }

  const mayAsk = () => policy === 'always' || (policy !== 'never' && extra < policy.maxPerInterval)

  return {
    async select(hint: KeyHint) {
      await poll()
      const found = keyAmong(known ?? [], hint)
      if (found) return found
      if (!mayAsk()) throw new TokenRejected('unknown-key')
      if (!loading) {
        const rest = askedAt + LEAST_BETWEEN - machine.monotonic()
        if (rest > 0) await machine.delay(rest)
        if (!loading) extra++
      }
      await load().catch((cause: unknown) => {
        throw new KeysUnavailable('the keys of the provider cannot be fetched', { cause })
      })
      return chooseKey(known ?? [], hint)
    },
  }
}

function keyAmong(keys: readonly VerificationKey[], hint: KeyHint): VerificationKey | undefined {
  try {
    return chooseKey(keys, hint)
  } catch (error) {
    if (error instanceof TokenRejected) return undefined
    throw error
  }
}
