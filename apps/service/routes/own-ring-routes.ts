import type { Clock } from '#core/clock'
import { keysRoute } from '#core/control/keys-route'
import { ringsRoute } from '#core/control/ring-routes'
import type { Route } from '#core/http/routes'
import type { KeyRings } from '#core/rings/key-rings'
import type { Role } from '#scenarios'

interface OwnRingParts {
  role: Role
  /** Its own key pairs, in the ring that has its name. */
  keys: KeyRings
  clock: Clock
  /** What the tokens say that it signs itself. */
  issuer: string
}

/** The keys that this service signs with itself: their states on a time line, and what of them is public. */
export function ownRingRoutes({ role, keys, clock, issuer }: OwnRingParts): Route[] {
  const sets = () => [
    { name: `${role} itself`, caller: role, issuers: [issuer], keys: keys.keySet((id) => id === role).keys },
  ]
  return [ringsRoute({ rings: keys, clock, first: [role] }), keysRoute({ clock, sets })]
}
