import { PEER_NAMES } from '#core/config/processes'
import type { Clock } from '#core/clock'
import { sharedNames } from '#core/http/certificates/names'
import type { Log } from '#core/log'
import type { FactoryConfig } from './config.ts'
import type { ClientParts } from './registered-clients/clients.ts'
import { CLIENTS_FILE } from './registered-clients/open-clients.ts'

/** What the settings allow no client to declare. */
export const clientLimits = (
  config: FactoryConfig,
): Required<Pick<ClientParts, 'tokenLifetimeSeconds' | 'sharedNames'>> => ({
  tokenLifetimeSeconds: config.tokenLifetimeSeconds,
  sharedNames: sharedNames(
    Object.fromEntries(PEER_NAMES.map((name) => [name, [hostOf(config, name), ...config.tlsNames]])),
  ),
})

/** With what the clients of a factory are made, whoever declares them. @param machine the clock of this machine */
export const clientPartsOf = (config: FactoryConfig, machine: Clock, log: Pick<Log, 'warn'>): ClientParts => ({
  keysFolder: config.keysFolder,
  clock: machine,
  file: CLIENTS_FILE,
  tell: (client, keys) => log.warn({ client, ...keys }, 'keys-left-out'),
  ...clientLimits(config),
})

/** By which a process is called, so that it stands in its certificate. */
const hostOf = (config: FactoryConfig, name: (typeof PEER_NAMES)[number]): string =>
  name === 'jwt-factory' ? new URL(config.url).hostname : config[`${name}Url`].hostname
