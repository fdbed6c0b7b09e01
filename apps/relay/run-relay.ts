import { dirname, resolve } from 'node:path'
import { readConfig } from '#core/config/read-config'
import { kinds } from '#core/config/setting'
import { createLog } from '#core/log'
import { UsageFault } from '#core/process/command-line'
import { explainListen } from '#core/process/explain-listen'
import type { CommandCall } from '#core/process/run-process'
import { createTraces } from '#core/trace/recorder'
import { expandVariables } from './config/expand-variables.ts'
import { readRelayConfig } from './config/read-relay-config.ts'
import type { RelayConfig, RelayDialect } from './config/relay-config.ts'
import { givenFlags } from './config/relay-flags.ts'
import { warnOfOpenRelayFiles, type WrittenRelayConfig } from './config/warn-of-open-relay-file.ts'
import { checkRelayFiles } from './keys/check-relay-files.ts'
import { readRelayFile } from './keys/read-relay-file.ts'
import { openRelay } from './server/open-relay.ts'
import { relaySettings } from './settings.ts'

/**
 * Reads the configuration of a relay, and starts it.
 * @param dialect where neither the file nor an option names one
 * @returns undefined when it was only to be checked
 * @throws RelayConfigFault and others with a message for the person at the terminal
 */
export async function runRelay(
  call: CommandCall,
  dialect: RelayDialect,
): Promise<{ close(): Promise<void> } | undefined> {
  const { options, env, clock, terminal } = call
  const { config, file, written } = await configOf(call, dialect)
  if (options['check']) {
    const faults = await checkRelayFiles(config, { host: 'localhost', machine: clock })
    if (faults.length > 0) throw new Error(faults.join('\n'))
    terminal.write(`${file} is good.\n`)
    return undefined
  }
  const house = readConfig(relaySettings, env)
  const log = createLog({
    name: 'relay',
    level: relayLogLevel(options['log-level']) ?? config.logLevel ?? house.logLevel,
    format: house.logFormat === 'json' || (house.logFormat === 'auto' && !terminal.isTerminal) ? 'json' : 'pretty',
    clock,
    write: terminal.write,
  })
  await warnOfOpenRelayFiles(config, written, log)
  const world = { clock, machine: clock, log, traces: createTraces('relay', clock), host: house.host }
  return openRelay(config, world).catch(async (error: unknown) => {
    throw await explainListen(error, `in ${file}`, clock)
  })
}

async function configOf(
  { options, env }: CommandCall,
  dialect: RelayDialect,
): Promise<{ config: RelayConfig; file: string; written?: WrittenRelayConfig }> {
  const given = options['config']
  const flags = givenFlags(options)
  if (typeof given !== 'string') {
    const place = { folder: resolve(env['INIT_CWD'] ?? '.') }
    return { config: await readRelayConfig({ file: '', place, flags, dialect }), file: 'The configuration' }
  }
  const path = resolve(env['INIT_CWD'] ?? '.', given)
  const text = await readRelayFile('--config', { given, path })
  const expanded = options['config.expand-env'] ? expandVariables(text, env) : text
  const told = { text: expanded, file: given, place: { folder: dirname(path) }, flags, dialect }
  return { config: await readRelayConfig(told), file: given, written: { given, path, text } }
}

function relayLogLevel(given: string | true | undefined): string | undefined {
  if (typeof given !== 'string') return undefined
  if (!kinds.logLevel.safeParse(given).success) throw new UsageFault(`--log-level=${given.slice(0, 20)} is no level.`)
  return given
}
