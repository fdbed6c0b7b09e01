import { houseSettings } from '#core/config/house'
import { kinds, setting } from '#core/config/setting'

const { host, logLevel, logFormat } = houseSettings

/** What a gateway reads of its environment; all else stands in its configuration file. */
export const gatewaySettings = {
  host,
  logLevel,
  logFormat,
  jwtSecret: setting(
    'JWT_SECRET',
    kinds.secret,
    '',
    'The one secret of a gateway without a store, used as the text that it is: it signs and checks tokens of consumers. Empty: that of scenario 13 is made, and kept.',
  ),
}
