import type { Ahead, Moment } from './moments.ts'
import { PLACES, type IssuerName, type PlaceName } from './places.ts'

/** For how long a verifier keeps keys: what its own documents or its code say. */
export interface KeptKeys {
  /** What says so, as the page shows it. */
  by: string
  /** How long a key must be published before it signs, so that no token is lost: undefined where that does not help. Seconds. */
  ahead: Ahead | undefined
  /** When it believes a key that signs as soon as it is made, at the latest. Seconds. */
  newKey: Moment | Readonly<Record<IssuerName, Moment>>
  /** When it refuses a revoked key. Seconds; undefined for longer than a day. */
  revoked: Moment | typeof BUSY_ALONE
}

/** Of a key that is asked for at all times: it is refused only when nobody has shown a token of it for a while. */
export const BUSY_ALONE = 'not while it is asked often'

/** What must be so at a place. */
export function keptAt({ ahead, newKey, revoked }: KeptKeys, place: PlaceName) {
  const known = typeof newKey === 'object' ? newKey[PLACES[place].issuer] : newKey
  return { ahead, newKey: known, revoked }
}

/** `ahead` is what the timer does by itself. */
const USUAL = { ahead: 60, newKey: 0 } as const

export const keptBySetting = (by: string, revoked: KeptKeys['revoked']): KeptKeys => ({ ...USUAL, by, revoked })

/** Keys are kept for `cacheMaxAge`, by itself for ten minutes, and unknown ones are asked for once in half a minute. */
export const KEPT_BY_JOSE: KeptKeys = {
  by: '`cacheMaxAge`, `cooldownDuration`',
  ahead: 60,
  newKey: 30,
  revoked: 600,
}

export const KEPT_BY_JWKS_RSA = keptBySetting('`cacheMaxAge` of jwks-rsa', 600)

export const ASKED_EACH_TIME = keptBySetting('nothing is kept', 0)

/** Nothing but a new start helps. */
export const LOADED_ONCE: KeptKeys = {
  by: 'loaded when it starts',
  ahead: undefined,
  newKey: undefined,
  revoked: undefined,
}
