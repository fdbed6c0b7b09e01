import { dirname, resolve } from 'node:path'
import { readConfig } from '#core/config/read-config'
import { UsageFault } from '#core/process/command-line'
import { explainListen } from '#core/process/explain-listen'
import type { CommandCall } from '#core/process/run-process'
import { createTraces } from '#core/trace/recorder'
import { readGatewayConfig } from './config/read-gateway-config.ts'
import { openGatewayLog } from './gateway-log.ts'
import { isForCluster, readGlooFiles, type GlooFile } from './gloo/read-gloo-files.ts'
import { readGatewayKey } from './read-gateway-key.ts'
import { gatewaySettings } from './settings.ts'
import { startGateways } from './start.ts'

/**
 * Reads the configuration that a command names, and starts the gateways that it describes: ours, or one by documents of Gloo.
 * @returns undefined when it was only to be checked
 * @throws ConfigFileFault and others with a message for the person at the terminal
 */
export async function runGateways(call: CommandCall): Promise<{ close(): Promise<void> } | undefined> {
  const { options, lists, env } = call
  const given = (lists?.['config'] ?? []).map((each) => ({ given: each, path: resolve(env['INIT_CWD'] ?? '.', each) }))
  if (given.length === 0) throw new UsageFault('It needs its configuration: --config=FILE.')
  const files = await readGlooFiles(given)
  if (isForCluster(files)) return (await import('./gloo/run-gloo.ts')).runGloo(call, files)
  const [only, second] = files
  if (!only || second) throw new UsageFault('Several files, or a folder, are for documents of Gloo: name one file.')
  const other = [...Object.keys(lists ?? {}), ...Object.keys(options), ...(call.words.length > 0 ? ['explain'] : [])]
  const foreign = other.find((name) => !FOR_OWN_FILES.has(name))
  if (foreign !== undefined) throw new UsageFault(`--${foreign} is for documents of Gloo, and ${only.file} has none.`)
  return runOwn(call, only, dirname(given[0]?.path ?? '.'))
}

const FOR_OWN_FILES = new Set(['config', 'check', 'log-level'])

async function runOwn(call: CommandCall, { file: given, text }: GlooFile, folder: string) {
  const { options, env, clock, terminal } = call
  const config = readGatewayConfig(text, given, { folder })
  if (options['check']) {
    for (const each of config.gateways)
      if (each.dialect === 'kong-stateless' && each.publicKey) await readGatewayKey(each.publicKey, each.algorithm)
    terminal.write(`${given} is good.\n`)
    return undefined
  }
  const house = readConfig(gatewaySettings, env)
  const log = openGatewayLog(call, house)
  const traces = createTraces('gateway', clock)
  const { host, jwtSecret } = house
  const world = { clock, machine: clock, log, traces, host, nameOf: (address: string) => address }
  return startGateways(config, { ...world, ...(jwtSecret !== undefined && { secret: jwtSecret }) }).catch(
    async (error: unknown) => {
      throw await explainListen(error, `in ${given}`, clock)
    },
  )
}
