import { factoryIssuerSetting } from '#core/config/factory-issuer'
import { houseSettings } from '#core/config/house'
import { listenSettings, portSettings, urlSetting, urlSettings } from '#core/config/process-settings'
import type { Config } from '#core/config/setting'
import { kinds, setting } from '#core/config/setting'
import type { Trust } from '#core/token/trust'
import { factoryPeopleSettings } from './people/at-factory/people-settings.ts'
import { protocolSettings } from './protocol-settings.ts'
import { providerSettings } from './provider/provider-settings.ts'
import { registrySettings } from './registry/registry-settings.ts'

/** The names of the others: a name of several processes proves none of them. */
const { 'jwt-factoryUrl': _ownUrl, ...otherUrls } = urlSettings

export const factorySettings = {
  ...houseSettings,
  ...listenSettings('jwt-factory'),
  /** For the link on its page. */
  consolePort: portSettings.consolePort,
  /** The same variable tells the services where the factory is; here it is its name, so it is kept as a text. */
  url: { ...urlSetting('jwt-factory'), kind: kinds.issuerUrl },
  ...otherUrls,
  issuer: factoryIssuerSetting,
  open: setting(
    'OPEN',
    kinds.oneOrZero,
    '0',
    'With 1 the issuers take any client, secret, audience, scope and claim, as mock issuers do: on this machine alone.',
  ),
  store: setting(
    'STORE',
    kinds.store,
    'sqlite',
    'Where the factory keeps its state: sqlite (a file), memory, or redis://… or postgres://… for several factories.',
  ),
  storeSecret: setting(
    'STORE_SECRET',
    kinds.secret,
    '',
    'Seals the private keys in Redis or PostgreSQL: 16 characters or more. Needed with these alone.',
  ),
  tokenLifetimeSeconds: setting('FACTORY_TOKEN_LIFETIME', kinds.seconds, '3600', 'How long a token lives, in seconds.'),
  keyLifetimeSeconds: setting(
    'KEY_LIFETIME',
    kinds.seconds,
    '86400',
    'How long a key of the factory signs before the next one takes over, in seconds.',
  ),
  keySetMaxAgeSeconds: setting(
    'KEY_SET_MAX_AGE',
    kinds.seconds,
    '60',
    'How long a verifier may keep the key set, in seconds: a revoked key is believed no longer than that.',
  ),
  keyOverlapSeconds: setting(
    'KEY_OVERLAP',
    kinds.optionalSeconds,
    '',
    'How long an earlier key stays published, in seconds. Empty: for the life of its tokens, which is right.',
  ),
  ...registrySettings,
  ...protocolSettings,
  ...factoryPeopleSettings,
  ...providerSettings,
}

export type FactoryConfig = Config<typeof factorySettings>

/** How the dates of tokens are judged here. */
export type TokenLimits = Pick<Trust, 'maxLifetimeSeconds' | 'leewaySeconds'>

/** How long after its signature a token of this factory may be believed, the rounding of its dates included. Seconds. */
export function tokenLifeSeconds({ tokenLifetimeSeconds, leewaySeconds }: FactoryConfig): number {
  return tokenLifetimeSeconds + leewaySeconds + ROUNDING_SECONDS
}

/** The dates of a token are whole seconds. */
const ROUNDING_SECONDS = 1

/** A day is more than any token needs, unless the operator wants longer ones. */
export function tokenLimits({ tokenLifetimeSeconds, leewaySeconds }: FactoryConfig): TokenLimits {
  return { maxLifetimeSeconds: Math.max(86_400, tokenLifetimeSeconds), leewaySeconds }
}
