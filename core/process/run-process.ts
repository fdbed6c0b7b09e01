import { setFlagsFromString } from 'node:v8'
import { systemClock, type Clock } from '../clock.ts'
import { portsIn, portsOfOthers, refuseEqualPorts } from '../config/equal-ports.ts'
import { readConfig } from '../config/read-config.ts'
import { fallbackOf, type Config, type Environment, type Shape } from '../config/setting.ts'
import { unknownSettings } from '../config/unknown-settings.ts'
import { shownLines } from '../shown-text.ts'
import { asksForHelp, readArguments, UsageFault, type Arguments, type CommandLine } from './command-line.ts'
import { readDotenv } from './dotenv-file.ts'
import { hasDashes, helpOf, table } from './help.ts'
import { refuseWhatNpmKept } from './kept-by-npm.ts'
import { endWithParent, runUntilSignal, type Running } from './lifecycle.ts'
import { explainStartFailure } from './start-failure.ts'
import { endsWithParent, untilAllReach, type StartStage } from './start-together.ts'
import { tellFailure } from './tell-failure.ts'
import { columnsOf, surviveReaders, terminalOf, type Terminal } from './terminal.ts'
import { wrapText } from './wrap.ts'

/** What a program is handed by the platform: a main.ts passes its own `process`. */
export type Host = NodeJS.Process

/** A command does something and ends. */
export interface Command extends CommandLine {
  /** What cannot start, in a message; its name where nothing else is said. */
  subject?: string
  /** @returns the exit code */
  run(call: CommandCall): Promise<number>
}

export interface CommandCall extends Arguments {
  env: Environment
  clock: Clock
  terminal: Terminal
}

/** Runs a command, and ends the process with its exit code; with 1 when it fails, and 2 when it was called wrongly. */
export async function runCommand(host: Host, command: Command): Promise<void> {
  const args = host.argv.slice(2)
  if (asksForHelp(args)) return showHelp(host, command)
  try {
    refuseWhatNpmKept(command.name, Object.keys(command.options ?? {}), host.env)
    const call = readArguments(args, command)
    const terminal = terminalOf(host, prepareHost(host), systemClock)
    host.exit(await command.run({ ...call, env: host.env, clock: systemClock, terminal }))
  } catch (error) {
    if (error instanceof UsageFault) return refuseCall(host, command, error)
    const isSaid = error instanceof Error && error.constructor === Error && !hasCode(error) // not its start has failed
    const text = isSaid ? error.message : explainStartFailure(command.subject ?? command.name, error)
    sayToPerson(host, text)
    host.exit(1)
  }
}

/** Whatever stands behind the command besides, nothing is read, made or started. */
async function showHelp(host: Host, line: CommandLine): Promise<void> {
  host.stdout.write(await helpOf(line, columnsOf(host.stdout)))
  host.exit(0)
}

function refuseCall(host: Host, { name }: CommandLine, { message }: UsageFault): void {
  const hint = `${name}${hasDashes(name) ? '' : ' --'} --help says more.`
  sayToPerson(host, `${message} ${hint}`)
  host.exit(2)
}

/** What came from elsewhere (a token, a file, an answer) may stand in it: nothing of that moves the terminal. */
const sayToPerson = ({ stderr }: Host, text: string) =>
  void stderr.write(`${wrapText(shownLines(text).join('\n'), columnsOf(stderr))}\n`)

const hasCode = ({ cause, ...error }: Error & { code?: unknown }) =>
  error.code !== undefined || (cause instanceof Error && 'code' in cause)

/** A process of the sandbox listens until it is told to end. */
export interface ProcessToRun<Settings extends Shape> {
  name: string
  /** What it is, in a sentence. */
  about: string
  settings: Settings
  /** What stands behind its name. */
  args: readonly string[]
  start(frame: Frame<Config<Settings>>): Promise<Running>
}

/** What every process is started with. */
export interface Frame<Configuration> {
  config: Configuration
  clock: Clock
  /** The clock of this machine, where a test moves `clock`: ports keep connections by it, as whoever calls does, and a store waits by it. */
  machineClock?: Clock | undefined
  logFormat: 'pretty' | 'json'
  /** Where log lines go. */
  write: (line: string) => void
  /** Waited for at each stage of a start, until the others have come as far. Absent: it starts alone. */
  untilAllReach?: (stage: StartStage) => Promise<void>
  /** How long its end waits for requests that are worked on. Absent: as long as they take. Milliseconds. */
  longestEnd?: number | undefined
  isForTest?: boolean // its folder is new, its certificates fit, nobody else has it: keys stay in memory, nothing is made beforehand
}

/** Runs a process of the sandbox from its first setting to its last answer. */
export async function runProcess<Settings extends Shape & { logFormat: Shape[string] }>(
  host: Host,
  { name, about, settings, args, start }: ProcessToRun<Settings>,
): Promise<void> {
  const line = processLine(name, about, settings)
  if (asksForHelp(args)) return showHelp(host, line)
  let config: Config<Settings> | undefined
  try {
    readArguments(args, line)
    const write = prepareHost(host)
    collectEarly()
    config = readConfig(settings, host.env)
    refuseEqualPorts(portsIn(settings, config))
    if (!host.send) for (const sentence of portsOfOthers(settings, config)) host.stderr.write(`${sentence}\n`)
    const logFormat = logFormatOf(String(config['logFormat']), host)
    const frame = { config, clock: systemClock, logFormat, write }
    await runUntilSignal(host, systemClock, async (told) => {
      const reach = untilAllReach(host, told)
      const started = await start({ ...frame, ...(reach && { untilAllReach: reach }) })
      host.send?.({ listening: name }, () => {}) // whoever started it by a program waits for this; if nobody does, well
      return started
    })
  } catch (error) {
    if (error instanceof UsageFault) return refuseCall(host, line, error)
    await tellFailure(host, name, error, portsIn(settings, config), systemClock)
    host.exit(1)
  }
}

/** A process takes no arguments: whatever can be chosen is a setting. */
const processLine = (name: string, about: string, settings: Shape): CommandLine => ({
  name: `npm run ${name}`,
  about: `${about} It runs until Ctrl-C and has no options: it is configured by variables, in the environment or in .env.`,
  examples: [`npm run ${name}`, `LOG_LEVEL=debug npm run ${name}`],
  further: () => [
    'Settings, with their defaults:',
    ...table(
      [...new Map(Object.values(settings).map((each) => [each.variable, each])).values()].map((each) => [
        each.variable,
        fallbackOf(each, {}) || '(empty)',
        each.about,
      ]),
    ),
  ],
})

/** @returns what writes to standard output */
function prepareHost(host: Host): (text: string) => void {
  const stray: number[] = []
  const open: number[] = []
  const dotenv = readDotenv(
    undefined,
    undefined,
    (line) => stray.push(line),
    (line) => open.push(line),
  )
  if (!host.send)
    warnOfLines(host, stray, 'is not a setting, and is ignored. A setting is NAME=value; # begins a comment.')
  if (!host.send)
    warnOfLines(
      host,
      open,
      'has a quote that is not closed before the next setting, and becomes a part of the value. Close it.',
    )
  if (!host.send) warnOfUnknown(host, dotenv) // whoever started it by a program has said so for all
  for (const [name, value] of Object.entries(dotenv)) host.env[name] ??= value
  if (endsWithParent(host)) endWithParent(host, systemClock)
  return surviveReaders(host)
}

/** What stands there is not shown: it may be a part of a secret. */
function warnOfLines({ stderr }: Host, lines: readonly number[], what: string): void {
  for (const line of lines) stderr.write(`Line ${line} of .env ${what}\n`)
}

/**
 * A warning, and no refusal: the environment is shared with other programs, and a `.env` may be for a newer sandbox.
 * What was meant is left out, which a person at the terminal must know.
 */
function warnOfUnknown({ env, stderr }: Host, dotenv: Environment): void {
  for (const { variable, nearest } of unknownSettings(env, dotenv)) {
    stderr.write(`${variable} is not a setting of the sandbox, and is ignored. The nearest one is ${nearest}.\n`)
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
