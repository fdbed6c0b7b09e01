import { dirname, resolve } from 'node:path'
import type { Clock } from '#core/clock'
import { houseSettings } from '#core/config/house'
import { readConfig } from '#core/config/read-config'
import { kinds } from '#core/config/setting'
import { errorText } from '#core/error-text'
import { whyRefused } from '#core/files/file-trouble'
import { readUtf8File } from '#core/files/regular-file'
import { createLog } from '#core/log'
import { UsageFault } from '#core/process/command-line'
import type { CommandCall } from '#core/process/run-process'
import { createTraces } from '#core/trace/recorder'
import { explainListen } from '#core/process/explain-listen'
import { partOf, type SidecarRole } from './command.ts'
import { readSidecarConfig } from './config/read-sidecar-config.ts'
import { SeveralReasons, startSidecars, type StartedSidecars } from './start.ts'

/** Longer files are none of ours. Bytes. */
const LARGEST_CONFIG = 1_000_000

const { host, logLevel, logFormat } = houseSettings

/**
 * Reads the configuration that a command names, and starts what it says.
 * @returns undefined when it was only to be checked
 * @throws ConfigFileFault, KeyFileFault and others with a message for the person at the terminal
 */
export async function runSidecars(role: SidecarRole, call: CommandCall): Promise<StartedSidecars | undefined> {
  const { options, env, clock, terminal } = call
  const given = options['config']
  if (typeof given !== 'string') throw new UsageFault('It needs its configuration: --config=FILE.')
  const path = resolve(env['INIT_CWD'] ?? '.', inEnvironment(given, env))
  const text = await readUtf8File(path, LARGEST_CONFIG).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'it is not there' : (whyRefused(cause) ?? cause.message)
    throw new Error(`${given} cannot be read: ${why}.`) // without the cause: it is a file of the user, not one that is made again
  })
  const configHome = env['XDG_CONFIG_HOME']
  const config = readSidecarConfig(text, given, { folder: dirname(path), ...(configHome && { configHome }) })
  const part = partOf(config, role)
  if (options['check']) {
    terminal.write(`${given} is good.\n`)
    return undefined
  }
  const house = readConfig({ host, logLevel, logFormat }, env)
  const log = createLog({
    name: role,
    level: levelOf(options['log-level']) ?? house.logLevel,
    format: house.logFormat === 'json' || (house.logFormat === 'auto' && !terminal.isTerminal) ? 'json' : 'pretty',
    clock,
    write: terminal.write,
  })
  const starting = startSidecars(part, {
    clock,
    machine: clock,
    log,
    traces: createTraces(role, clock),
    host: house.host,
    nameOf: calledByAddress,
  })
  return starting.catch(async (error: unknown) => {
    throw await explainStart(error, given, clock)
  })
}

/** All that keeps proxies from starting, in one error; the same file may be needed by several of them. */
async function explainStart(error: unknown, file: string, clock: Clock): Promise<unknown> {
  if (!(error instanceof SeveralReasons)) return explainListen(error, `in ${file}`, clock)
  const explained = await Promise.all(error.reasons.map((reason) => explainListen(reason, `in ${file}`, clock)))
  const lines = [...new Set(explained.map((each) => errorText(each)))]
  return new Error(lines.join('\n'), { cause: error.reasons[0] })
}

/** Strangers are called by their addresses. */
const calledByAddress = (address: string) => address

/** As the original does it: `$NAME` and `${NAME}`, in the path of the file and nowhere else. */
const inEnvironment = (path: string, env: NodeJS.ProcessEnv) =>
  path.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_all, braced?: string, bare?: string) => env[braced ?? bare ?? ''] ?? '')

/** Those of the original that ours does not have are the nearest that it has. */
function levelOf(given: string | true | undefined): string | undefined {
  if (typeof given !== 'string') return undefined
  const level = { panic: 'error', fatal: 'error', warning: 'warn' }[given] ?? given
  if (!kinds.logLevel.safeParse(level).success) throw new UsageFault(`--log-level=${given.slice(0, 20)} is no level.`)
  return level
}
