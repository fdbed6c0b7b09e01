import { RELAY_AUDIENCE } from '#core/config/relay-ring'
import type { RelayConfig, RelayPortConfig } from '../../relay/config/relay-config.ts'
import type { RelayPartyName } from './relay-parties.ts'

/** Keys change in a play: who keeps them for an hour, as Piko does by default, knows none of the new ones. Milliseconds. */
const KEYS_ARE_GOOD_FOR = 1000
const ISSUER_ANSWERS_WITHIN = 3000
const SERVICE_ANSWERS_WITHIN = 4000

const DIALECTS_OF_RELAYS = { relay: 'strict', 'piko-relay': 'piko' } as const satisfies Record<RelayPartyName, unknown>

/** The relays of scenario 14 believe the factory, each in its dialect; who asks at the port for people needs no token. */
export function relayProfile(party: RelayPartyName, { keys, issuer }: { keys: string; issuer: string }): RelayConfig {
  const auth = {
    keys: { kind: 'jwks', endpoint: keys, cacheTtl: KEYS_ARE_GOOD_FOR, timeout: ISSUER_ANSWERS_WITHIN },
    audience: RELAY_AUDIENCE,
    issuer,
    disableDisconnectOnExpiry: false,
  } as const
  const port: RelayPortConfig = { listen: { kind: 'tcp', port: 0 } } // that of their party
  return {
    dialect: DIALECTS_OF_RELAYS[party],
    proxy: {
      ...port,
      auth,
      timeout: SERVICE_ANSWERS_WITHIN,
      accessLog: false,
      headTimeout: 10_000,
      idleTimeout: 60_000,
    },
    upstream: { ...port, auth, tenants: [] },
    admin: port,
    gracePeriod: 3000,
  }
}
