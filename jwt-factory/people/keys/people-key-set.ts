import type { SigningKey } from '#core/keys/signing-key'
import type { Ring } from '#core/rings/rotation'
import { indexKeyIds, lookAgainAt, type KeyPeriods } from './timeline.ts'

/** A key as it stands in a key set. */
type PublicKey = SigningKey['publicJwk']

export interface PeopleKeySetParts {
  /** Of people, with its past. */
  ring: Ring
  /** What is published of it now. */
  keys: readonly PublicKey[]
  periods: KeyPeriods
  /** Milliseconds since 1970. */
  now: number
  /** ST-12, for a lesson: key ids by the place in the set, which are others as soon as the first key leaves. */
  hasIndexKeyIds?: boolean
}

/**
 * What `GET /api/pkeys` answers: a key set (RFC 7517 §5) with `exp`, a text (RFC 3339) that says when to ask again. Its keys are spelled as
 * the standard spells them; the first is the one that was published first.
 */
export function peopleKeySet({ ring, keys, periods, now, hasIndexKeyIds = false }: PeopleKeySetParts): {
  exp: string
  keys: PublicKey[]
} {
  const order = indexKeyIds(ring, periods, now)
  const placeOf = ({ kid = '' }: PublicKey) => [...order.keys()].indexOf(kid)
  const inOrder = keys.filter(({ kid = '' }) => order.has(kid)).sort((one, other) => placeOf(one) - placeOf(other))
  const named = ({ kid = '', ...key }: PublicKey): PublicKey => ({
    ...key,
    kid: (hasIndexKeyIds && order.get(kid)) || kid,
  })
  return { exp: new Date(lookAgainAt(ring, periods, now)).toISOString(), keys: inOrder.map(named) }
}
