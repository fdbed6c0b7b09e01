import type { ApprovedBy, RegistryKeyState } from '#core/control/told-registry'
import type { KeyDocument, PublishedAlgorithm } from '#core/registry/published-key'

/** A key of a service, as the store keeps it. Dates are milliseconds since 1970. */
export interface ServiceKey {
  kid: string
  thumbprint: string
  /** Absent while it is awaited. */
  algorithm?: PublishedAlgorithm
  /** Gone when the key is over: then the id alone is remembered. */
  document?: KeyDocument
  /** What was last done with it; time does the rest. */
  is: 'awaited' | 'pending' | 'approved' | 'retired' | 'revoked'
  since: number
  publishedAt: number
  approvedBy?: ApprovedBy
  expiresAt?: number
  /** With 'retired' and 'awaited'. */
  endsAt?: number
  rotationSeconds?: number
  /** With 'pending': the key that signed for it, and is retired when a person approves it. */
  replaces?: string
}

/** The id of a request (`jti`), until when it would be believed, and who made it: a key that was approved, or one that waited. */
export type SpentRequest = readonly [id: string, until: number, by: 'approved' | 'waiting']

/** All that the registry knows of a service: one entry of the store, so that each change of it is one write. */
export interface Service {
  /** The last one first. */
  keys: readonly ServiceKey[]
  /** A key of it was approved once: no other is approved unseen. */
  wasApproved: boolean
  /** A person has approved a key of it. */
  isKept: boolean
  /** Requests that were done. */
  spent: readonly SpentRequest[]
  changedAt: number
}

/** What the store has no entry for. */
export const UNKNOWN_SERVICE: Service = { keys: [], wasApproved: false, isKept: false, spent: [], changedAt: 0 }

/** What a key is at that moment. */
export function stateOfKey({ is, expiresAt = Infinity, endsAt = Infinity }: ServiceKey, now: number): RegistryKeyState {
  if (is === 'revoked') return 'revoked'
  if ((is === 'retired' || is === 'awaited') && now >= endsAt) return 'ended'
  if (now >= expiresAt) return is === 'pending' ? 'ended' : 'expired'
  return is
}

/** Was that key approved once? Whoever is not known here has at most one that waits, or is awaited. */
export const standingOf = ({ keys }: Service, kid: string): SpentRequest[2] =>
  keys.some((key) => key.kid === kid && key.is !== 'pending' && key.is !== 'awaited') ? 'approved' : 'waiting'

/** Whether verifiers may use it: it signs, or did so until a moment ago. */
export const isReadable = (key: ServiceKey, now: number): boolean =>
  ['approved', 'retired'].includes(stateOfKey(key, now))

/** When that is over, as far as anybody knows. */
export const readableUntil = ({ expiresAt = Infinity, endsAt = Infinity }: ServiceKey): number =>
  Math.min(expiresAt, endsAt)

/** Of keys that are over, so many are remembered, so that nobody publishes them again. */
const MOST_OVER = 20

/** A key that has expired can be deleted by itself for so long. Milliseconds. */
const EXPIRED_KEPT = 86_400_000

/**
 * The service without what nobody needs any more.
 * @param sureNow the time by which something may be forgotten for good
 */
export function tidyService(service: Service, sureNow: number): Service {
  let over = 0
  const keys = service.keys.flatMap((key): ServiceKey[] => {
    const state = stateOfKey(key, sureNow)
    if (state === 'pending' || state === 'awaited' || isReadable(key, sureNow)) return [key]
    if (key.is === 'awaited') return [] // it may come yet, as any
    if (++over > MOST_OVER) return []
    if (state === 'expired' && sureNow < (key.expiresAt ?? 0) + EXPIRED_KEPT) return [key]
    const { document: _gone, ...remembered } = key
    return [remembered]
  })
  return { ...service, keys, spent: service.spent.filter(([, until]) => until > sureNow) }
}
