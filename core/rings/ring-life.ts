import {
  activeEntry,
  endOfUse,
  forgottenAt,
  preparedEntry,
  type Ring,
  type RingEntry,
  type RotationPolicy,
} from './rotation.ts'

/** A key on a time line. All dates are milliseconds since 1970; one that nobody can know yet is absent. */
export interface KeyLife extends RingEntry {
  /** A prepared one: when the timer will let it sign. */
  signsFrom?: number
  /** The one that signs: when the timer will let the next one take over. */
  signsUntil?: number
  /** A retired one: until when it is published, for tokens that it has signed live so long. */
  publishedUntil?: number
  /** A revoked one: until when its tokens are refused by name. */
  rememberedUntil?: number
}

/** A ring with what was and what will be, should nobody change it. */
export interface RingLife {
  /** Newest first. */
  keys: KeyLife[]
  /** What the timer does next to let another key sign; absent where it does nothing by itself. */
  next?: { move: 'prepare' | 'activate'; at: number }
}

/** The dates that follow from the rules of the rotation. @param ring with its past */
export function lifeOf(ring: Ring, policy: RotationPolicy, now: number): RingLife {
  const [active, prepared] = [activeEntry(ring), preparedEntry(ring)]
  const signsUntil = active ? endOfUse(active, policy) : now
  const takeover = prepared ? Math.max(signsUntil, prepared.since + policy.publishAhead) : signsUntil
  const at = Math.max(prepared ? takeover : signsUntil - policy.publishAhead, now)
  return {
    keys: ring.map((entry) => ({ ...entry, ...datesOf(entry, policy, takeover) })),
    ...(ring.length > 0 && Number.isFinite(at) && { next: { move: prepared ? 'activate' : 'prepare', at } }),
  }
}

function datesOf(entry: RingEntry, policy: RotationPolicy, takeover: number): Partial<KeyLife> {
  const end = forgottenAt(entry, policy)
  if (entry.state === 'retired') return { publishedUntil: end }
  if (entry.state === 'revoked') return { rememberedUntil: end }
  if (!Number.isFinite(takeover)) return {}
  return entry.state === 'prepared' ? { signsFrom: takeover } : { signsUntil: takeover }
}
