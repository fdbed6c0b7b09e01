import { stringify } from 'yaml'
import type { Patience } from '#core/config/patience'
import { RELAY_AUDIENCE } from '#core/config/relay-ring'
import type { RelayConfig } from '../../relay/config/relay-config.ts'
import { readRelayConfig } from '../../relay/config/read-relay-config.ts'
import { relayFileOf, type RelayPartyName } from './relay-parties.ts'

const DIALECTS_OF_RELAYS = { relay: 'strict', 'piko-relay': 'piko' } as const satisfies Record<RelayPartyName, unknown>

export interface RelayProfileParts {
  ports: { proxy: number; upstream: number; admin: number }
  /** Where the factory publishes the keys of these tokens. */
  keys: string
  issuer: string
  /** The certificate of the sandbox CA, by which the factory is recognised: the path of its file. */
  ca: string
  patience: Pick<Patience, 'fetch' | 'between'>
  /** Of the file. */
  folder: string
}

/**
 * The configuration of a relay of scenario 14 as a person would write it, and as it is read: it believes the factory, and whoever asks
 * at the port for people needs no token. It is left in a file, so that it can be run alone
 * (`npm run relay -- --config keys/neighbours/relay.yaml`), and killed.
 */
export async function relayProfile(
  party: RelayPartyName,
  { ports, keys, issuer, ca, patience, folder }: RelayProfileParts,
): Promise<{ text: string; config: RelayConfig }> {
  const dialect = DIALECTS_OF_RELAYS[party]
  // Keys change in a play: who keeps them for an hour, as Piko does by default, knows none of the new ones.
  const jwks = { endpoint: keys, cache_ttl: '1s', timeout: asDuration(patience.fetch), trusted_certificates: [ca] }
  const auth = { jwks, audience: RELAY_AUDIENCE, issuer }
  const text = `${HEAD_OF_RELAY_FILE}${stringify(
    {
      dialect,
      proxy: { ...boundTo(ports.proxy), timeout: asDuration(patience.between), auth },
      upstream: { ...boundTo(ports.upstream), auth },
      admin: boundTo(ports.admin),
      grace_period: '3s',
    },
    { aliasDuplicateObjects: false },
  )}`
  const config = await readRelayConfig({ text, file: relayFileOf(party), place: { folder }, flags: [], dialect })
  return { text, config }
}

const HEAD_OF_RELAY_FILE = `# A relay of scenario 14. Written by "neighbours" when somebody first comes to it; docs/relay.md explains the keys.
`

const asDuration = (milliseconds: number) => `${milliseconds / 1000}s`

const boundTo = (port: number) => ({ bind_addr: `localhost:${port}` })
