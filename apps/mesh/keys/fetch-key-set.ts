import { createOutsideClient, type OutsideSettings } from '#core/http/outside-client'
import { KEY_SET_BOUNDS } from '#core/keys/key-set'
import { isObject } from '#core/token/claims'
import { parseStrictJsonText } from '#core/token/strict-json'
import { faultOfAddress, type RuleKeySource } from './key-source.ts'

export interface PlainAsk {
  /** For all of the answer. Milliseconds. */
  patience: number
  maxBytes: number
  signal: AbortSignal
}

/** Asks an address once and follows no redirect. @throws NoAnswer */
export type AskAddress = (address: string, ask: PlainAsk) => Promise<{ status: number; text: string }>

/** Asks servers outside, each on a connection of its own: they are asked every twenty minutes. */
export function askOutside(settings: Pick<OutsideSettings, 'ca' | 'host' | 'machine'>): AskAddress {
  return async (address, bounds) => {
    const client = createOutsideClient({ ...settings, address, caller: 'jwt-sandbox-mesh' })
    try {
      return await client.ask({ method: 'GET', path: client.path, ...bounds })
    } finally {
      await client.close()
    }
  }
}

/** A discovery document has some hundred lines. Bytes. */
const LONGEST_DOCUMENT = 100_000

/**
 * The text of a key set, from its address or from where the issuer's discovery document (OpenID Connect Discovery 1.0 §4)
 * says that it is.
 * @throws Error that says what went wrong, for the log
 */
export async function fetchKeySet(
  source: RuleKeySource & { kind: 'address' | 'discovery' },
  ask: AskAddress,
  signal: AbortSignal,
): Promise<string> {
  const { kind, address, patience } = source
  const get = async (from: string, maxBytes: number, what: string) => {
    const fault = faultOfAddress(from)
    if (fault !== undefined) throw new Error(`the address of ${what} ${fault}`)
    const { status, text } = await ask(from, { patience, maxBytes, signal })
    if (status !== 200) throw new Error(`${status} came in place of ${what}`)
    return text
  }
  if (kind === 'address') return get(address, KEY_SET_BOUNDS.bytes, 'the key set')
  const document = parseStrictJsonText(await get(address, LONGEST_DOCUMENT, 'the discovery document'))
  const place = isObject(document) ? document['jwks_uri'] : undefined
  if (typeof place !== 'string') throw new Error('the discovery document has no jwks_uri')
  if (address.startsWith('https:') && !/^https:/i.test(place)) {
    throw new Error('the discovery document came by https, and its jwks_uri is another kind of address')
  }
  return get(place, KEY_SET_BOUNDS.bytes, 'the key set')
}
