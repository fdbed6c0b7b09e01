import { setFlagsFromString } from 'node:v8'
import { config as loadDotenv } from 'dotenv'
import { systemClock, type Clock } from '../clock.ts'
import { readConfig } from '../config/read-config.ts'
import { fallbackOf, type Config, type Environment, type Shape } from '../config/setting.ts'
import { asksForHelp, readArguments, UsageFault, type Arguments, type CommandLine } from './command-line.ts'
import { helpOf, table } from './help.ts'
import { endWithParent, explainStartFailure, untilSignal } from './lifecycle.ts'
import { surviveReaders } from './output.ts'
import { createProgress } from './progress.ts'
import { wrapText } from './wrap.ts'

/** What a program is handed by the platform: a main.ts passes its own `process`. */
export type Host = NodeJS.Process

/** A command does something and ends. */
export interface Command extends CommandLine {
  /** @returns the exit code */
  run(call: CommandCall): Promise<number>
}

export interface CommandCall extends Arguments {
  env: Environment
  clock: Clock
  terminal: Terminal
}

/** Where a command writes to. */
export interface Terminal {
  /** The result. */
  write(text: string): void
  /** How far it has come: shown meanwhile, and no part of the result. */
  progress(text: string): void
  /** Infinity where no person looks: then no line is broken. */
  columns: number
  colours: boolean
}

/** Runs a command, and ends the process with its exit code; with 1 when it fails, and 2 when it was called wrongly. */
export async function runCommand(host: Host, command: Command): Promise<void> {
  const args = host.argv.slice(2)
  if (asksForHelp(args)) return showHelp(host, command)
  try {
    const call = readArguments(args, command)
    const write = prepareHost(host)
    const terminal = terminalOf(host, write)
    host.exit(await command.run({ ...call, env: host.env, clock: systemClock, terminal }))
  } catch (error) {
    fail(host, command.name, error, error instanceof Error && error.constructor === Error && !hasCode(error))
  }
}

/** Whatever stands behind the command besides, nothing is read, made or started. */
async function showHelp(host: Host, line: CommandLine): Promise<void> {
  host.stdout.write(await helpOf(line, columnsOf(host.stdout)))
  host.exit(0)
}

/**
 * Says why it ends, in lines for a person.
 * @param isSaid the message says all: what the command does has failed, and not its start
 */
function fail(host: Host, name: string, error: unknown, isSaid = false): void {
  const isUsage = error instanceof UsageFault
  const hint = `${name}${name.startsWith('npm ') ? ' --' : ''} --help says more.`
  const text = isUsage
    ? `${error.message} ${hint}`
    : isSaid
      ? (error as Error).message
      : explainStartFailure(name, error)
  host.stderr.write(`${wrapText(text, columnsOf(host.stderr))}\n`)
  host.exit(isUsage ? 2 : 1)
}

/** A process of the sandbox listens until it is told to end. */
export interface ProcessToRun<Settings extends Shape> {
  name: string
  /** What it is, in a sentence. */
  about: string
  settings: Settings
  /** What stands behind its name. */
  args: readonly string[]
  start(frame: Frame<Config<Settings>>): Promise<{ close(): Promise<void> }>
}

/** What every process is started with. */
export interface Frame<Configuration> {
  config: Configuration
  clock: Clock
  logFormat: 'pretty' | 'json'
  /** Where log lines go. */
  write: (line: string) => void
}

/** Runs a process of the sandbox from its first setting to its last answer. */
export async function runProcess<Settings extends Shape & { logFormat: Shape[string] }>(
  host: Host,
  { name, about, settings, args, start }: ProcessToRun<Settings>,
): Promise<void> {
  const line = processLine(name, about, settings)
  if (asksForHelp(args)) return showHelp(host, line)
  try {
    readArguments(args, line)
    const write = prepareHost(host)
    collectEarly()
    const config = readConfig(settings, host.env)
    const logFormat = logFormatOf(String(config['logFormat']), host)
    const started = await start({ config, clock: systemClock, logFormat, write })
    host.send?.({ listening: name }, () => {}) // whoever started it by a program waits for this; if nobody does, well
    await untilSignal(host)
    await started.close()
    host.exit(0)
  } catch (error) {
    fail(host, error instanceof UsageFault ? line.name : name, error)
  }
}

const hasCode = ({ cause, ...error }: Error & { code?: unknown }) =>
  error.code !== undefined || (cause instanceof Error && 'code' in cause)

/** A process takes no arguments: whatever can be chosen is a setting. */
const processLine = (name: string, about: string, settings: Shape): CommandLine => ({
  name: `npm run ${name}`,
  about: `${about} It runs until Ctrl-C, and has no options: its settings are variables, in the environment or in .env.`,
  examples: [`npm run ${name}`, `LOG_LEVEL=debug npm run ${name}`],
  further: () => [
    'Settings, with what they are unless you set them:',
    ...table(Object.values(settings).map((each) => [each.variable, fallbackOf(each, {}) || '(empty)', each.about])),
  ],
})

/** @returns what writes to standard output */
function prepareHost(host: Host): (text: string) => void {
  loadDotenv({ quiet: true })
  if (host.env['npm_lifecycle_event']) endWithParent(host, systemClock)
  return surviveReaders(host)
}

/**
 * A process that waits for requests keeps little, so its garbage is collected before there is much of it: V8 by itself
 * lets a heap of 30 MB grow to four times as much when many ask at once, and then keeps that.
 */
function collectEarly(): void {
  setFlagsFromString('--heap-growing-percent=50')
  setFlagsFromString('--semi-space-growth-factor=1')
}

function logFormatOf(setting: string, host: Host): 'pretty' | 'json' {
  if (setting === 'pretty' || setting === 'json') return setting
  return host.stdout.isTTY ? 'pretty' : 'json'
}

function terminalOf({ stdout, stderr, env }: Host, write: Terminal['write']): Terminal {
  const progress = createProgress(
    env['TERM'] === 'dumb' ? { write: (text) => stderr.write(text) } : stderr,
    systemClock,
  )
  return {
    write(text) {
      progress.clear()
      write(text)
    },
    progress: progress.show,
    columns: columnsOf(stdout),
    colours: stdout.isTTY && !env['NO_COLOR'],
  }
}

const columnsOf = ({ isTTY, columns }: { isTTY?: boolean; columns?: number }) => (isTTY && columns) || Infinity
