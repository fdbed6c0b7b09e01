import type { Clock } from '#core/clock'
import { isObject } from '#core/token/claims'
import { MAX_DEPTH, parseStrictJsonText } from '#core/token/strict-json'
import type { RequestContext } from '#core/trace/request-context'
import type { OutsideAnswer } from '#core/http/outside-client'
import { boundedMemory } from './bounded-memory.ts'
import { GarbledKey } from './registry-answer.ts'

/** The keys of one service as its registry lists them, by key id. */
export type KeyList = ReadonlyMap<string, Record<string, unknown>>

/** Between two questions for the list of one service. Milliseconds. */
const LIST_PAUSE = 250

/** Forty keys of a service may be readable, each with a dozen members. */
const MOST_LIST_STRUCTURE = 2000

/** More do not wait for a list: each holds a connection. */
export const MOST_WAITING_FOR_LISTS = 256

/** So many lists are kept, each as long as a no of the registry is believed. Milliseconds. */
const MOST_LISTS = 20
const LIST_KEPT = 1000

/** Lists of services, for the time in which too many keys are asked for one by one. */
export interface ListedKeys {
  /** The last one, where it is young: those who flood have asked for it as well. */
  last(issuer: string): KeyList | undefined
  /**
   * A list that was asked for after this call: whoever published a key before is in it. All who wait for it get the same one.
   * @throws whatever the registry throws; Error where too many wait
   */
  next(issuer: string, context?: RequestContext): Promise<KeyList>
}

/**
 * Asks for the list of one service at most four times a second, however many want it: so a flood of made-up key ids keeps nobody
 * from learning of a key that is real, and the registry does not hear of the flood.
 * @param list asks the registry
 */
export function createListedKeys(
  list: (issuer: string, context?: RequestContext) => Promise<KeyList>,
  machine: Clock,
): ListedKeys {
  const coming = new Map<string, Promise<KeyList>>()
  const askedAt = new Map<string, number>()
  const lists = boundedMemory<{ list: KeyList; at: number }>(MOST_LISTS)
  let waiting = 0

  async function ask(issuer: string, context?: RequestContext): Promise<KeyList> {
    const now = machine.monotonic()
    for (const [other, at] of askedAt) if (at + LIST_PAUSE <= now) askedAt.delete(other)
    askedAt.set(issuer, now)
    lists.purge(({ at }) => at + LIST_KEPT <= now)
    const got = await list(issuer, context)
    lists.set(issuer, { list: got, at: now })
    return got
  }

  function nextOne(issuer: string, context?: RequestContext): Promise<KeyList> {
    const later = coming.get(issuer)
    if (later) return later
    const pause = (askedAt.get(issuer) ?? -Infinity) + LIST_PAUSE - machine.monotonic()
    if (pause <= 0) return ask(issuer, context)
    const asked = machine.delay(pause).then(() => {
      coming.delete(issuer) // who comes from now on is too late for this one
      return ask(issuer, context)
    })
    coming.set(issuer, asked)
    return asked
  }

  return {
    last(issuer) {
      const kept = lists.get(issuer)
      return kept && kept.at + LIST_KEPT > machine.monotonic() ? kept.list : undefined
    },
    async next(issuer, context) {
      if (waiting >= MOST_WAITING_FOR_LISTS) throw new Error('too many wait for a list of keys')
      waiting++
      return nextOne(issuer, context).finally(() => waiting--)
    },
  }
}

/** @throws GarbledKey for what is no list of keys */
export function readKeyList({ status, text }: OutsideAnswer): KeyList {
  if (status !== 200)
    throw new GarbledKey(`the key registry answered ${status} when it was asked for all keys of a service`)
  let body: unknown
  try {
    body = parseStrictJsonText(text, MAX_DEPTH, MOST_LIST_STRUCTURE)
  } catch (cause) {
    throw new GarbledKey('the key registry answered what is not strict JSON', { cause })
  }
  const keys = isObject(body) ? body['keys'] : undefined
  if (!Array.isArray(keys)) throw new GarbledKey('the key registry answered what is no list of keys')
  return new Map(keys.filter(isObject).map((key) => [String(key['kid']), key]))
}
