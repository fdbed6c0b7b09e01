import { join } from 'node:path'
import { Writable } from 'node:stream'
import runConcurrently, { Logger, type Command } from 'concurrently'
import type { Clock } from '#core/clock'
import { rowOf, STARTED_NAMES, type ProcessName, type StartedName } from '#core/config/processes'
import { untilSecondSignal, untilSignal } from '#core/process/lifecycle'
import { goOn, START_STAGES, START_TOGETHER, TOGETHER, type StartStage } from '#core/process/start-together'
import { moduleName, PROJECT_FOLDER } from '#core/files/project-folder'
import { quoteForShell } from '#core/process/quote-for-shell'
import { RUNTIME } from './child.ts'

/** The shell makes room for the process, so that a signal meets the process itself. */
const WITHOUT_SHELL = process.platform === 'win32' ? '' : 'exec '

/** What starts a process, from whichever folder, on the Node that runs this. */
function commandOf(name: ProcessName): string[] {
  const [script, ...words] = rowOf(name).command
  return [process.execPath, '--import', RUNTIME, join(PROJECT_FOLDER, moduleName(script)), ...words]
}

/** A start that takes longer than this says for whom it waits. Milliseconds. */
const SLOW_START = 30_000

/** The same for an end: what is in flight takes no longer. Milliseconds. */
const SLOW_END = 10_000
const END_AT_ONCE = 'Another Ctrl-C ends it at once.'

/** By this descriptor a process tells its parent that it listens, or why it cannot; the first three are taken. */
const CHANNEL = 3

export interface Processes {
  /** True once all listen; false when one ended before that. */
  ready: Promise<boolean>
  /** The exit code for all of them, once all have ended. */
  ended: Promise<number>
  /** Why they could not start, in the words of the first that could not. */
  failure(): string | undefined
  stop(): void
}

export interface ProcessesStart {
  env?: Record<string, string>
  /** All that belong to it, where nobody leaves one out. */
  names?: readonly StartedName[]
  /** Whether the lines of the processes are for a person: then each has the name of its process in front. */
  isPretty: boolean
  clock: Clock
  /** The lines of the processes. */
  write: (text: string) => void
  /** To the person at the terminal. */
  tell: (text: string) => void
  /** Who hears the signals; this process by itself. */
  host?: NodeJS.EventEmitter
}

/**
 * Starts the processes of the sandbox side by side. Each says itself when it listens: what answers at its port may be
 * somebody else. When one ends before all are ready, the others are stopped too, and what they still say is left out: one
 * of them has said why. Later on, one may be killed and started again by hand: that is a lesson of its own.
 */
export function startProcesses(start: ProcessesStart): Processes {
  const { env = {}, names = STARTED_NAMES, isPretty, clock, write, tell, host = process } = start
  const watch = { isReady: false, isStopping: false, failure: undefined as string | undefined }
  const outputStream = new Writable({
    write(chunk, _encoding, done) {
      if (watch.failure === undefined) write(String(chunk))
      done()
    },
  })
  const { commands, result } = runConcurrently(
    names.map((name) => ({
      name,
      command: `${WITHOUT_SHELL}${commandOf(name).map(quoteForShell).join(' ')}`,
      prefixColor: rowOf(name).colour,
      env: { ...env, LOG_FORMAT: isPretty ? 'pretty' : 'json', [START_TOGETHER]: TOGETHER },
      ipc: CHANNEL,
    })),
    {
      logger: new WithoutExitCodes({ prefixFormat: isPretty ? 'name' : 'none' }),
      padPrefix: isPretty,
      handleInput: false,
      killOthersOn: [],
      outputStream,
    },
  )
  const missing = new Set<string>(names)
  const gone = new Set<string>()
  const come = { ports: new Set<string>(), folder: new Set<string>(), asking: new Set<string>() }
  /** Once all have come as far, all go on. A process without folders says nothing before it listens. */
  const reach = (name: string, stages: readonly StartStage[]) => {
    for (const stage of stages) {
      if (come[stage].has(name) || come[stage].add(name).size < commands.length) continue
      for (const command of commands) void command.send(goOn(stage)).catch(() => {}) // one that is gone is told of below
    }
  }
  const { promise: ready, resolve } = Promise.withResolvers<boolean>()
  const stopTelling = clock.every(SLOW_START, () => tell(`Still waiting for ${[...missing].join(', ')} to listen.\n`))
  void ready.then(stopTelling)
  void untilSignal(host).then(() => {
    watch.isStopping = true
    resolve(false)
    // One that hangs hears no signal, and would be waited for without end.
    void untilSecondSignal(host, clock).then(() => stop(commands, 'SIGKILL'))
    const stopSaying = clock.every(SLOW_END, () => {
      const left = names.filter((name) => !gone.has(name))
      tell(`Still waiting for ${left.join(', ')} to end. ${END_AT_ONCE}\n`)
    })
    void result.then(stopSaying, stopSaying)
  })
  const fail = (why: string) => {
    watch.failure = why
    watch.isStopping = true
    resolve(false)
    stop(commands)
  }
  for (const command of commands) {
    command.messages.incoming.subscribe(({ message }) => {
      if (watch.isStopping) return
      const { cannotStart, reached: stage } = message as { cannotStart?: string; reached?: StartStage } // of our own processes
      if (cannotStart !== undefined) return fail(`${command.name}: ${cannotStart}`)
      reach(command.name, stage === undefined ? START_STAGES : [stage])
      if (stage !== undefined) return
      missing.delete(command.name)
      if (missing.size > 0) return
      watch.isReady = true
      resolve(true)
    })
    command.close.subscribe(({ exitCode }) => {
      gone.add(command.name)
      if (watch.isStopping) return
      if (watch.isReady) return tell(`${command.name} has ended. To bring it back: npm run ${command.name}\n`)
      fail(
        `${command.name} ended before it could listen (${typeof exitCode === 'number' ? 'exit code ' : ''}${exitCode}).`,
      )
    })
  }
  return {
    ready,
    ended: result.then(
      () => 0,
      () => (watch.isStopping ? 0 : 1),
    ),
    failure: () => watch.failure,
    stop() {
      watch.isStopping = true
      stop(commands)
    },
  }
}

/** How a process ended is told here, where it says something. */
class WithoutExitCodes extends Logger {
  override logCommandEvent(text: string, command: Command): void {
    if (!/ exited with code \S+$/.test(text)) super.logCommandEvent(text, command)
  }
}

function stop(commands: Command[], signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): void {
  for (const command of commands) if (!command.exited) command.kill(signal)
}
