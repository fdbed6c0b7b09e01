import { CONSUMER_RING } from '#core/config/consumer-ring'
import { KEY_SET_BOUNDS, loadKeySet } from '#core/keys/key-set'
import { parseStrictJsonText } from '#core/token/strict-json'
import type { VerificationKey } from '#core/token/trust'
import type { AskAddress } from '../../mesh/keys/fetch-key-set.ts'

/** The factory answers at once. Milliseconds. */
const CONSUMER_KEY_PATIENCE = 3000

/**
 * The public key of the ring that signs for consumers: what a person would put into the configuration of a gateway.
 * @param kid of the one that is wanted; another one where there is none of that name. The result throws where nobody can be asked
 */
export type FindConsumerKey = (kid: string | undefined) => Promise<VerificationKey>

/** @param address of the key set at the factory */
export const consumerKeyFinder =
  (ask: AskAddress, address: string): FindConsumerKey =>
  async (kid) => {
    const bounds = {
      patience: CONSUMER_KEY_PATIENCE,
      maxBytes: KEY_SET_BOUNDS.bytes,
      signal: new AbortController().signal,
    }
    let answer = await ask(address, bounds)
    if (answer.status === 404) {
      // Before the first token there is no such ring: whoever asks for it makes it.
      await ask(address.replace(/\/jwks$/, ''), bounds)
      answer = await ask(address, bounds)
    }
    if (answer.status !== 200) throw new Error(`the factory answered ${answer.status} for the keys of ${CONSUMER_RING}`)
    const { keys } = await loadKeySet(parseStrictJsonText(answer.text))
    const key = keys.find((each) => each.kid === kid) ?? keys[0]
    if (!key) throw new Error(`the factory has no key for ${CONSUMER_RING}`)
    return key
  }
