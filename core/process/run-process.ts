import { setFlagsFromString } from 'node:v8'
import { config as loadDotenv } from 'dotenv'
import { systemClock, type Clock } from '../clock.ts'
import { readConfig } from '../config/read-config.ts'
import type { Config, Environment, Shape } from '../config/setting.ts'
import { endWithParent, explainStartFailure, untilSignal } from './lifecycle.ts'
import { surviveReaders } from './output.ts'

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
    host.exit(usage === undefined ? 1 : 2)
  }
}

/** A process of the sandbox listens until it is told to end. */
export interface ProcessToRun<Settings extends Shape> {
  name: string
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
  { name, settings, start }: ProcessToRun<Settings>,
): Promise<void> {
  try {
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
    host.stderr.write(`${explainStartFailure(name, error)}\n`)
    host.exit(1)
  }
}

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

function terminalOf({ stdout, env }: Host, write: Terminal['write']): Terminal {
  const { columns = 120, isTTY } = stdout
  return { write, columns, colours: isTTY && !env['NO_COLOR'] }
}
