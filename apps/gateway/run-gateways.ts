import { dirname, resolve } from 'node:path'
import { readConfig } from '#core/config/read-config'
import { kinds } from '#core/config/setting'
import { whyRefused } from '#core/files/file-trouble'
import { readUtf8File } from '#core/files/regular-file'
import { createLog } from '#core/log'
import { UsageFault } from '#core/process/command-line'
import { explainListen } from '#core/process/explain-listen'
import type { CommandCall } from '#core/process/run-process'
import { createTraces } from '#core/trace/recorder'
import { readGatewayConfig } from './config/read-gateway-config.ts'
import { readGatewayKey } from './read-gateway-key.ts'
import { gatewaySettings } from './settings.ts'
import { startGateways } from './start.ts'

/** Longer files are none of ours. Bytes. */
const LARGEST_GATEWAY_CONFIG = 1_000_000

/**
 * Reads the configuration that a command names, and starts the gateways that it describes.
 * @returns undefined when it was only to be checked
 * @throws ConfigFileFault and others with a message for the person at the terminal
 */
export async function runGateways(call: CommandCall): Promise<{ close(): Promise<void> } | undefined> {
  const { options, env, clock, terminal } = call
  const given = options['config']
  if (typeof given !== 'string') throw new UsageFault('It needs its configuration: --config=FILE.')
  const path = resolve(env['INIT_CWD'] ?? '.', given)
  const text = await readUtf8File(path, LARGEST_GATEWAY_CONFIG).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'it is not there' : (whyRefused(cause) ?? cause.message)
    throw new Error(`${given} cannot be read: ${why}.`) // without the cause: it is a file of the user, not one that is made again
  })
  const config = readGatewayConfig(text, given, { folder: dirname(path) })
  if (options['check']) {
    for (const each of config.gateways)
      if (each.dialect === 'kong-stateless' && each.publicKey) await readGatewayKey(each.publicKey, each.algorithm)
    terminal.write(`${given} is good.\n`)
    return undefined
  }
  const house = readConfig(gatewaySettings, env)
  const log = createLog({
    name: 'gateway',
    level: givenLevel(options['log-level']) ?? house.logLevel,
    format: house.logFormat === 'json' || (house.logFormat === 'auto' && !terminal.isTerminal) ? 'json' : 'pretty',
    clock,
    write: terminal.write,
  })
  const traces = createTraces('gateway', clock)
  const { host, jwtSecret } = house
  const world = { clock, machine: clock, log, traces, host, nameOf: (address: string) => address }
  return startGateways(config, { ...world, ...(jwtSecret !== undefined && { secret: jwtSecret }) }).catch(
    async (error: unknown) => {
      throw await explainListen(error, `in ${given}`, clock)
    },
  )
}

function givenLevel(given: string | true | undefined): string | undefined {
  if (typeof given !== 'string') return undefined
  if (!kinds.logLevel.safeParse(given).success) throw new UsageFault(`--log-level=${given.slice(0, 20)} is no level.`)
  return given
}
