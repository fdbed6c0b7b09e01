import { houseSettings } from '#core/config/house'
import { factorySettings } from '../config.ts'

const { host, allowedHosts } = houseSettings

/** What the directory of people reads of its environment; all else stands in its configuration file. */
export const peopleSettings = { host, allowedHosts, storeSecret: factorySettings.storeSecret }
