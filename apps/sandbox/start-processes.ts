import { join } from 'node:path'
import { Writable } from 'node:stream'
import runConcurrently, { type Command } from 'concurrently'
import type { Clock } from '#core/clock'
import { PROCESSES, PROCESS_NAMES, type ProcessName } from '#core/config/processes'
import { PROJECT_FOLDER } from '#core/files/project-folder'
import { RUNTIME } from './child.ts'

/** The shell makes room for the process, so that a signal meets the process itself. */
const WITHOUT_SHELL = process.platform === 'win32' ? '' : 'exec '

/** In single quotes, a shell takes every character as it is; that of Windows knows double ones, which no path has. */
const quoted = (word: string) =>
  process.platform === 'win32' ? `"${word}"` : `'${word.replaceAll("'", String.raw`'\''`)}'`

/** What starts a process, from whichever folder, on the Node that runs this. */
function commandOf(name: ProcessName): string[] {
  const [script, ...words] = PROCESSES[name].command
  return [process.execPath, '--import', RUNTIME, join(PROJECT_FOLDER, script), ...words]
}

/** A start that takes longer than this says for whom it waits. Milliseconds. */
const SLOW_START = 30_000

/** By this descriptor a process tells its parent that it listens; the first three are taken. */
const CHANNEL = 3

export interface Processes {
  /** True once all listen; false when one ended before that. */
  ready: Promise<boolean>
  /** The exit code for all of them, once all have ended. */
  ended: Promise<number>
  stop(): void
}

export interface ProcessesStart {
  env: Record<string, string>
  clock: Clock
  /** To the person at the terminal. */
  write: (text: string) => void
}

/**
 * Starts every process of the table side by side. Each says itself when it listens: what answers at its port may be
 * somebody else. When one ends before all are ready, the others are stopped too. Later on, one may be killed and started
 * again by hand: that is a lesson of its own.
 */
export function startProcesses({ env, clock, write }: ProcessesStart): Processes {
  const tell = (line: string) => write(`${line}\n`)
  const outputStream = new Writable({
    write(chunk, _encoding, done) {
      write(String(chunk))
      done()
    },
  })
  const { commands, result } = runConcurrently(
    PROCESS_NAMES.map((name) => ({
      name,
      command: `${WITHOUT_SHELL}${commandOf(name).map(quoted).join(' ')}`,
      prefixColor: PROCESSES[name].colour,
      env,
      ipc: CHANNEL,
    })),
    { prefix: 'name', padPrefix: true, handleInput: false, killOthersOn: [], outputStream },
  )
  const watch = { isReady: false, hasFailed: false, isStopping: false }
  const missing = new Set<string>(PROCESS_NAMES)
  const { promise: ready, resolve } = Promise.withResolvers<boolean>()
  const stopTelling = clock.every(SLOW_START, () => tell(`Still waiting for ${[...missing].join(', ')} to listen.`))
  void ready.then(stopTelling)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      watch.isStopping = true
      resolve(false)
    })
  }
  for (const command of commands) {
    command.messages.incoming.subscribe(() => {
      missing.delete(command.name)
      if (missing.size > 0) return
      watch.isReady = true
      resolve(true)
    })
    command.close.subscribe(({ exitCode }) => {
      if (watch.isStopping) return
      if (watch.isReady) return tell(`${command.name} has ended. To bring it back: npm run ${command.name}`)
      watch.hasFailed = true
      watch.isStopping = exitCode !== 0
      resolve(false)
      stop(commands)
    })
  }
  return {
    ready,
    ended: result.then(
      () => (watch.hasFailed ? 1 : 0),
      () => (watch.hasFailed || !watch.isStopping ? 1 : 0),
    ),
    stop() {
      watch.isStopping = true
      stop(commands)
    },
  }
}

function stop(commands: Command[]): void {
  for (const command of commands) if (!command.exited) command.kill('SIGTERM')
}
