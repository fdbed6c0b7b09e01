import type { Clock } from '#core/clock'
import { CONSUMER_RING } from '#core/config/consumer-ring'
import type { Patience } from '#core/config/patience'
import { createFetchPace, TooManyWaiting } from '#core/key-sources/fetch-pace'
import { KEY_SET_BOUNDS, loadKeySet } from '#core/keys/key-set'
import { parseStrictJsonText } from '#core/token/strict-json'
import type { VerificationKey } from '#core/token/trust'
import type { AskAddress } from '../../mesh/keys/fetch-key-set.ts'

/**
 * The public key of the ring that signs for consumers: what a person would put into the configuration of a gateway.
 * @param kid of the one that is wanted; another one where there is none of that name. The result throws where nobody can be asked
 */
export type FindConsumerKey = (kid: string | undefined) => Promise<VerificationKey>

/**
 * Anybody can name keys that there are none of, and each new name may be that of a key that was made a moment ago: so it costs a fetch,
 * but all names together no more than one a second, and more than a few do not wait for it.
 * @param address of the key set at the factory
 * @param waits by which clock, and how long, one answer of the factory is waited for
 */
export function consumerKeyFinder(
  ask: AskAddress,
  address: string,
  { machine, patience }: { machine: Clock; patience: Pick<Patience, 'fetch'> },
): FindConsumerKey {
  let keys: readonly VerificationKey[] = []
  const pace = createFetchPace(async () => void (keys = await fetchConsumerKeys(ask, address, patience.fetch)), machine)
  const named = (kid: string | undefined) => (kid === undefined ? keys[0] : keys.find((each) => each.kid === kid))

  return async (kid) => {
    if (keys.length === 0) await pace.current(undefined)
    if (!named(kid)) {
      await pace.next(undefined).catch((error: unknown) => {
        if (!(error instanceof TooManyWaiting)) throw error
      })
    }
    const key = named(kid) ?? keys[0]
    if (!key) throw new Error(`the factory has no key for ${CONSUMER_RING}`)
    return key
  }
}

async function fetchConsumerKeys(
  ask: AskAddress,
  address: string,
  patience: number,
): Promise<readonly VerificationKey[]> {
  const bounds = { patience, maxBytes: KEY_SET_BOUNDS.bytes, signal: new AbortController().signal }
  let answer = await ask(address, bounds)
  if (answer.status === 404) {
    // Before the first token there is no such ring: whoever asks for it makes it.
    await ask(address.replace(/\/jwks$/, ''), bounds)
    answer = await ask(address, bounds)
  }
  if (answer.status !== 200) throw new Error(`the factory answered ${answer.status} for the keys of ${CONSUMER_RING}`)
  return (await loadKeySet(parseStrictJsonText(answer.text))).keys
}
