import type { Clock } from '#core/clock'
import type { ToldKeySet } from '#core/control/told-keys'
import type { AppParts } from '#core/http/app'
import type { Route } from '#core/http/routes'
import type { TlsIdentity } from '#core/http/tls'
import type { KeyRings } from '#core/rings/key-rings'
import type { Store } from '#core/store/store'
import type { FactoryConfig } from './config.ts'
import type { Issuers } from './issuer.ts'
import type { RingRoom } from './ring-room.ts'
import type { RingUse } from './ring-use.ts'
import type { ClientChanges } from './control/client-changes.ts'
import type { Mint } from './control/mint.ts'
import type { SignText } from './control/sign-text.ts'
import type { ClientShares } from './oauth/proof/client-shares.ts'
import type { Registry } from './registry/registry.ts'
import type { Clients } from './registered-clients/clients.ts'
import type { TokenShapes } from './registered-clients/token-shapes.ts'

/** What the factory is made of. Its handlers do not see this: each is handed what it works with, in the list of routes. */
export interface FactoryParts extends AppParts {
  config: FactoryConfig
  clock: Clock
  rings: KeyRings
  issuers: Issuers
  room: RingRoom
  use: RingUse
  clients: Clients
  shapes: TokenShapes
  /** What the control plane can do here besides. */
  clientChanges: Pick<ClientChanges, 'put' | 'remove' | 'list'>
  mint: Mint
  signText: SignText
  /** Its own certificate, and the authority whose certificates prove clients, as they are now. */
  tls: () => Pick<TlsIdentity, 'ca' | 'cert'>
  /** What services publish their own keys at. */
  registry: Registry
  /** Spent ids and revocations. */
  store: Store
  /** What each client may have remembered of them. */
  shares: ClientShares
  /** Where people log in: none where there are no people. */
  peopleRoutes: readonly Route[]
  /** Of people, for whoever looks whose key a token names. */
  peopleKeys: () => ToldKeySet[]
  /** Where browsers log them in: one route that says why, where they cannot. */
  loginRoutes: readonly Route[]
}
