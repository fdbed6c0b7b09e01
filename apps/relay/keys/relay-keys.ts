import type { PikoKeys } from '#core/access/dialects/piko/keys'
import type { RelayTrust } from '#core/access/relay-trust'
import { chooseKey } from '#core/keys/key-set'

/** Which keys a port believes: for the dialect that it has. */
export interface PortKeys {
  readonly piko: PikoKeys
  readonly trust: RelayTrust
  /** Ends what is fetched. */
  close(): Promise<void>
}

export const NO_PIKO_KEYS: PikoKeys = { algorithms: [], keysFor: () => [] }

export const NO_RELAY_TRUST: RelayTrust = { algorithms: [], keys: () => ({ select: (hint) => chooseKey([], hint) }) }
