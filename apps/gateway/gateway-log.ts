import { kinds, type Config } from '#core/config/setting'
import { createLog, type Log } from '#core/log'
import { UsageFault } from '#core/process/command-line'
import type { CommandCall } from '#core/process/run-process'
import type { gatewaySettings } from './settings.ts'

/** The log of the command: where nothing else is said, for people at a terminal, and for programs elsewhere. @throws UsageFault for what is no level */
export function openGatewayLog(
  { options, clock, terminal }: Pick<CommandCall, 'options' | 'clock' | 'terminal'>,
  { logLevel, logFormat }: Pick<Config<typeof gatewaySettings>, 'logLevel' | 'logFormat'>,
): Log {
  const isForPrograms = logFormat === 'json' || (logFormat === 'auto' && !terminal.isTerminal)
  return createLog({
    name: 'gateway',
    level: logLevelGiven(options['log-level']) ?? logLevel,
    format: isForPrograms ? 'json' : 'pretty',
    clock,
    write: terminal.write,
  })
}

/** What `--log-level` says. */
function logLevelGiven(given: string | true | undefined): string | undefined {
  if (typeof given !== 'string') return undefined
  if (!kinds.logLevel.safeParse(given).success) throw new UsageFault(`--log-level=${given.slice(0, 20)} is no level.`)
  return given
}
