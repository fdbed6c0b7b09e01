import { setFlagsFromString } from 'node:v8'
import { systemClock, type Clock } from '../clock.ts'
import { refuseEqualPorts, type PortOfSetting } from '../config/equal-ports.ts'
import { readConfig } from '../config/read-config.ts'
import { unknownSettings } from '../config/unknown-settings.ts'
import type { Config, Environment, Shape } from '../config/setting.ts'
import { readDotenv } from './dotenv-file.ts'
import { endWithParent, untilSignal } from './lifecycle.ts'
import { surviveReaders } from './output.ts'
import { explainStartFailure, startFault, type StartFacts } from './start-failure.ts'
import { refuseWords, WrongCall } from './words.ts'
import { whoListens } from './who-listens.ts'

/** What a program is handed by the platform: a main.ts passes its own `process`. */
export type Host = NodeJS.Process

/** A command does something and ends. */
export interface Command {
  /** As a person calls it, for messages: `npm run keys`. */
  name: string
  /** How it is called; shown when something does not fit. */
  usage?: string
  /** @returns the exit code */
  run(call: CommandCall): Promise<number>
}

export interface CommandCall {
  env: Environment
  args: string[]
  clock: Clock
  terminal: Terminal
}

/** Where a command writes to. */
export interface Terminal {
  write(text: string): void
  /** Beside the output, which may be for a program: to the person (standard error). */
  tell(text: string): void
  isTerminal: boolean
  columns: number
  colours: boolean
}

/** Runs a command, and ends the process with its exit code; with 1 when it fails, and 2 when it was called wrongly. */
export async function runCommand(host: Host, { name, usage, run }: Command): Promise<void> {
  try {
    const write = prepareHost(host)
    host.exit(
      await run({ env: host.env, args: host.argv.slice(2), clock: systemClock, terminal: terminalOf(host, write) }),
    )
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    host.stderr.write(usage === undefined ? `${explainStartFailure(name, error)}\n` : `${message}\n\n${usage}\n`)
    host.exit(usage === undefined && !(error instanceof WrongCall) ? 1 : 2)
  }
}

/** A process of the sandbox listens until it is told to end. */
export interface ProcessToRun<Settings extends Shape> {
  name: string
  /** With which it is called; it knows no others. */
  words?: readonly string[]
  settings: Settings
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
  { name, words = [], settings, start }: ProcessToRun<Settings>,
): Promise<void> {
  let config: Config<Settings> | undefined
  try {
    const write = prepareHost(host)
    collectEarly()
    refuseWords(host.argv.slice(2 + words.length))
    config = readConfig(settings, host.env)
    refuseEqualPorts(portsIn(settings, config))
    const logFormat = logFormatOf(String(config['logFormat']), host)
    const started = await start({ config, clock: systemClock, logFormat, write })
    host.send?.({ listening: name }, () => {}) // whoever started it by a program waits for this; if nobody does, well
    await untilSignal(host)
    await started.close()
    host.exit(0)
  } catch (error) {
    const facts = await factsOf(error, portsIn(settings, config))
    await sayWhy(host, name, error, facts)
    host.exit(error instanceof WrongCall ? 2 : 1)
  }
}

/** The ports that a process takes itself, by their settings. */
function portsIn(settings: Shape, config: Record<string, unknown> = {}): PortOfSetting[] {
  return ['port', 'tlsPort'].flatMap((name) => {
    const [variable, port] = [settings[name]?.variable, config[name]]
    return variable !== undefined && typeof port === 'number' ? [{ variable, port }] : []
  })
}

/** What can be found out about a port that cannot be had. */
async function factsOf(error: unknown, ports: readonly PortOfSetting[]): Promise<StartFacts> {
  const { code, address, port: wanted } = error as { code?: string; address?: string; port?: number } // of the platform
  if (wanted === undefined || address === undefined) return {}
  const variable = ports.find(({ port }) => port === wanted)?.variable
  const who = code === 'EADDRINUSE' ? await whoListens(address, wanted, systemClock) : undefined
  return { ...(variable !== undefined && { variable }), ...(who !== undefined && { who }) }
}

/** Whoever started it by a program tells the person, once for all that it started; otherwise it says so itself. */
async function sayWhy(host: Host, name: string, error: unknown, facts: StartFacts): Promise<void> {
  const isTold = await new Promise((resolve) => {
    if (!host.send) return resolve(false)
    host.send({ cannotStart: startFault(error, facts) }, (failed: Error | null) => resolve(!failed))
  })
  if (!isTold) host.stderr.write(`${explainStartFailure(name, error, facts)}\n`)
}

/** @returns what writes to standard output */
function prepareHost(host: Host): (text: string) => void {
  const dotenv = readDotenv()
  if (!host.send) warnOfUnknown(host, dotenv) // whoever started it by a program has said so for all
  for (const [name, value] of Object.entries(dotenv)) host.env[name] ??= value
  if (host.env['npm_lifecycle_event']) endWithParent(host, systemClock)
  return surviveReaders(host)
}

/**
 * A warning, and no refusal: the environment is shared with other programs, and a `.env` may be for a newer sandbox.
 * What was meant is left out, which a person at the terminal must know.
 */
function warnOfUnknown({ env, stderr }: Host, dotenv: Environment): void {
  for (const { variable, nearest } of unknownSettings(env, dotenv)) {
    stderr.write(`${variable} is no setting of the sandbox, and is left out. The nearest one is ${nearest}.\n`)
  }
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
  const { columns = 120, isTTY = false } = stdout
  const tell = (text: string) => void stderr.write(text)
  return { write, tell, isTerminal: isTTY, columns, colours: isTTY && !env['NO_COLOR'] }
}
