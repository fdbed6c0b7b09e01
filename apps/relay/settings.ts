import { houseSettings } from '#core/config/house'

const { host, logLevel, logFormat } = houseSettings

/** What a relay reads of its environment; all else stands in its configuration file, or is said by options. */
export const relaySettings = { host, logLevel, logFormat }
