import type { Clock } from '#core/clock'
import type { AppParts } from '#core/http/app'
import type { Store } from '#core/store/store'
import type { FactoryConfig } from '../../config.ts'
import type { LogTail } from '../telemetry/log-tail.ts'

/** What people at the factory are made of: parts of it. */
export interface FactoryPeopleParts extends Pick<AppParts, 'machine' | 'log' | 'guard' | 'control'> {
  config: Pick<FactoryConfig, 'people' | 'peopleConfig' | 'peopleInit' | 'host' | 'storeSecret'>
  /** What its clock has made can be taken back. */
  store: Store
  /** The same store, where a directory stays as people have left it, whatever becomes of the clock. */
  lastingStore: Store
  clock: Clock
  /** Where the factory keeps what is its own. */
  folder: string
  isShared: boolean
  /** The last lines of its log. */
  logTail: LogTail
  /** Of the factory. */
  url: string
}
