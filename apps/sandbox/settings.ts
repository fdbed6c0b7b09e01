import { entryForEach, type ProcessName } from '#core/config/processes'
import type { Shape } from '#core/config/setting'
import { ROLES } from '#scenarios'
import { factorySettings } from '../../jwt-factory/config.ts'
import { consoleSettings } from '../console/config.ts'
import { neighboursSettings } from '../neighbours/config.ts'
import { serviceSettings } from '../service/config.ts'

/** What each process reads. A process of the table that is not here does not compile. */
export const SETTINGS_OF: Record<ProcessName, Shape> = {
  'jwt-factory': factorySettings,
  ...entryForEach(ROLES, serviceSettings),
  neighbours: neighboursSettings,
  console: consoleSettings,
}
