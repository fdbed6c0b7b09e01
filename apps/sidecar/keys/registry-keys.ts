import type { Clock } from '#core/clock'
import { chooseKey } from '#core/keys/key-set'
import { KeysUnavailable } from '#core/keys/key-errors'
import { STALENESS_BOUND } from '#core/key-sources/remote-keys'
import { TokenRejected, type RejectionReason } from '#core/token/rejection'
import type { KeyHint, VerificationKey } from '#core/token/trust'
import type { RequestContext } from '#core/trace/request-context'
import { askingRoom } from './asking-room.ts'
import { boundedMemory } from './bounded-memory.ts'
import type { KeyLog } from './key-log.ts'
import { isRegistryName } from './key-names.ts'
import { createListedKeys, type KeyList } from './listed-keys.ts'
import { NoAnswer } from '#core/http/outside-client'
import { readListedKey, type RegistryAnswer } from './registry-answer.ts'

const MANY_UNKNOWN_KEYS = 'too many keys are asked for that are not known'
/** For all issuers of a verifier together. */
export const MOST_REGISTRY_KEYS = 1000

/** How long a no is believed, and how long a registry that gave no answer is spared. Milliseconds. */
const NO_FOR: Partial<Record<RejectionReason, number>> = { 'pending-key': 1000, 'expired-key': 10_000 }
const [NO_FOR_UNKNOWN, SPARED] = [2000, 1000]

export interface RegistryKeyParts {
  /** @throws when there is no answer that says yes or no */
  ask: (question: KeyQuestion, context?: RequestContext) => Promise<RegistryAnswer>
  /** All keys of a service. @throws when there is no such answer */
  list: (issuer: string, context?: RequestContext) => Promise<KeyList>
  /** Whether the configuration names that issuer: others may be made up. */
  isNamed: (issuer: string) => boolean
  /** A key is kept for no longer, whatever the registry says. Milliseconds. */
  longest: number
  clock: Clock
  machine: Clock
  log: KeyLog
  /** What traces call the registry. */
  registryName: string
}

export interface KeyQuestion {
  issuer: string
  kid: string
  etag?: string
}

interface KnownKey {
  keys: readonly VerificationKey[]
  etag?: string
  fetchedAt: number
  keepFor: number
}

interface NoKey {
  /** Absent: nobody could say. */
  reason?: RejectionReason
  until: number
}

/** Keys of a registry, each fetched when a token names it, and kept for as long as the registry allows. */
export interface RegistryKeys {
  select(issuer: string, hint: KeyHint, context?: RequestContext): Promise<VerificationKey>
  /** Forgets what is of no use any longer. */
  purge(): void
  readonly size: number
}

/**
 * - One question at a time for each key, bounded in number for keys that are not known; beyond that, for the list of the service.
 * - A no is remembered for a moment, and what was known does not make room for it.
 * - While the registry does not answer, a known key is good until the staleness bound, and nobody waits for the registry.
 */
export function createRegistryKeys(parts: RegistryKeyParts): RegistryKeys {
  const { ask, isNamed, longest, clock, machine, log, registryName } = parts
  const known = boundedMemory<KnownKey>(MOST_REGISTRY_KEYS)
  const refused = boundedMemory<NoKey>(MOST_REGISTRY_KEYS)
  const gone = boundedMemory<true>(MOST_REGISTRY_KEYS) // known once, and not now
  const asking = new Map<string, Promise<KnownKey>>()
  const room = askingRoom(machine)
  const heardOf = boundedMemory<true>(MOST_REGISTRY_KEYS) // issuers of which a key was known
  const listed = createListedKeys(parts.list, machine)
  let failedAt = -Infinity // of the last question

  const age = ({ fetchedAt }: KnownKey) => clock.monotonic() - fetchedAt
  const isNoFresh = (no?: NoKey) => no !== undefined && no.until > clock.monotonic()
  const isFailing = () => machine.monotonic() - failedAt < SPARED

  /** However many wait for it. */
  function askOnce(name: string, question: KeyQuestion, context?: RequestContext): Promise<KnownKey> {
    const running = asking.get(name)
    if (running) return running
    const fetched = fetch(name, question, context).finally(() => asking.delete(name))
    asking.set(name, fetched)
    return fetched
  }

  async function fetch(name: string, question: KeyQuestion, context?: RequestContext): Promise<KnownKey> {
    const fetchedAt = clock.monotonic() // what the registry changes after that may not be in its answer
    let answer: RegistryAnswer
    try {
      answer = await ask(question, context)
      failedAt = -Infinity
    } catch (cause) {
      if (cause instanceof NoAnswer) failedAt = machine.monotonic()
      else refused.set(name, { until: clock.monotonic() + SPARED }) // this key alone: another may have caused no fault
      throw new KeysUnavailable(`${registryName} cannot be asked`, { cause })
    }
    if (answer.is === 'refused') return refuse(name, answer)
    const before = known.get(name)
    const next = answer.is === 'unchanged' ? before : answer
    if (!next) throw new KeysUnavailable(`${registryName} says that a key has not changed, and it was never here`)
    const keepFor = Math.min(answer.keepFor, longest)
    const key = { keys: next.keys, fetchedAt, keepFor, ...(next.etag !== undefined && { etag: next.etag }) }
    return keep(name, question.issuer, key)
  }

  function keep(name: string, issuer: string, key: KnownKey): KnownKey {
    known.set(name, key)
    heardOf.set(issuer, true)
    gone.delete(name)
    return key
  }

  const nextList = (issuer: string, context?: RequestContext) =>
    listed.next(issuer, context).catch((cause: unknown) => {
      failedAt = cause instanceof NoAnswer ? machine.monotonic() : failedAt
      throw new KeysUnavailable(MANY_UNKNOWN_KEYS, { cause })
    })

  /** Of a service that may be real: whether its list has the key. It is asked for by itself at its next use. */
  async function fromList(name: string, { issuer, kid }: KeyQuestion, context?: RequestContext): Promise<KnownKey> {
    if (!isNamed(issuer) && !heardOf.get(issuer)) throw new KeysUnavailable(MANY_UNKNOWN_KEYS)
    const fetchedAt = clock.monotonic()
    const last = listed.last(issuer)
    const answer = await readListedKey(last?.has(kid) ? last : await nextList(issuer, context), kid)
    if (answer?.is !== 'good') throw new KeysUnavailable(MANY_UNKNOWN_KEYS)
    return keep(name, issuer, { keys: answer.keys, fetchedAt, keepFor: 0 })
  }

  function refuse(name: string, { reason, why }: RegistryAnswer & { is: 'refused' }): never {
    if (known.get(name)) gone.set(name, true)
    known.delete(name)
    const told = reason === 'unknown-key' && gone.get(name) ? 'revoked-key' : reason
    if (why !== undefined) log.warn({ why }, 'registry-key-left-out')
    refused.set(name, { reason: told, until: clock.monotonic() + (NO_FOR[told] ?? NO_FOR_UNKNOWN) })
    throw new TokenRejected(told)
  }

  /** A key that is older than its registry allows. */
  async function again(
    name: string,
    question: KeyQuestion,
    key: KnownKey,
    context?: RequestContext,
  ): Promise<KnownKey> {
    const isUsable = age(key) < STALENESS_BOUND
    const isSpared = isFailing() || isNoFresh(refused.get(name))
    if (isUsable && isSpared) return key
    const asked = askOnce(name, { ...question, ...(key.etag !== undefined && { etag: key.etag }) }, context)
    const answered = asked.catch((error: unknown) => {
      if (isUsable && error instanceof KeysUnavailable) return key
      throw error
    })
    if (!isUsable || failedAt === -Infinity) return answered
    void answered.catch(() => {}) // a no counts from the next request on
    return key
  }

  async function first(name: string, question: KeyQuestion, context?: RequestContext): Promise<KnownKey> {
    const running = asking.get(name)
    if (running) return running
    const no = refused.get(name)
    if (no && isNoFresh(no)) {
      if (no.reason !== undefined) throw new TokenRejected(no.reason)
      throw new KeysUnavailable(`${registryName} gave no answer for this key a moment ago`)
    }
    if (isFailing()) throw new KeysUnavailable(`${registryName} did not answer a moment ago`)
    if (!room.take()) return fromList(name, question, context)
    return askOnce(name, question, context)
  }

  return {
    async select(issuer, hint, context) {
      const { kid } = hint
      if (kid === undefined || !isRegistryName(kid) || !isRegistryName(issuer)) throw new TokenRejected('unknown-key')
      const name = `${issuer} ${kid}` // neither has a space
      const question = { issuer, kid }
      const key = known.get(name)
      const isFresh = key !== undefined && age(key) < key.keepFor
      const found = isFresh ? key : await (key ? again(name, question, key, context) : first(name, question, context))
      return chooseKey(found.keys, hint)
    },
    purge() {
      known.purge((key) => age(key) >= STALENESS_BOUND)
      refused.purge((no) => !isNoFresh(no))
    },
    get size() {
      return known.size
    },
  }
}
