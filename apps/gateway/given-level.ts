import { kinds } from '#core/config/setting'
import { UsageFault } from '#core/process/command-line'

/** What `--log-level` says. @throws UsageFault for what is no level */
export function logLevelGiven(given: string | true | undefined): string | undefined {
  if (typeof given !== 'string') return undefined
  if (!kinds.logLevel.safeParse(given).success) throw new UsageFault(`--log-level=${given.slice(0, 20)} is no level.`)
  return given
}
