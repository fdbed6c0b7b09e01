import { houseSettings, listenSettings } from '#core/config/house.ts'
import type { Config } from '#core/config/setting.ts'
import { kinds, setting } from '#core/config/setting.ts'

export const factorySettings = {
  ...houseSettings,
  ...listenSettings('jwt-factory'),
  issuer: setting(
    'FACTORY_ISSUER',
    kinds.issuer,
    'https://jwt-factory/',
    'The issuer (iss) of tokens from /issueToken.',
  ),
  tokenLifetimeSeconds: setting('FACTORY_TOKEN_LIFETIME', kinds.seconds, '3600', 'How long a token lives, in seconds.'),
}

export type FactoryConfig = Config<typeof factorySettings>
