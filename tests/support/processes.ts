import { spawn, type SpawnOptions } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { onTestFinished } from 'vitest'
import { rowOf, type ProcessName } from '#core/config/processes'
import { certifiedFolder, temporaryFolder } from './folders.ts'
import { plainEnvironment } from './plain-environment.ts'
import { PROJECT } from './project-files.ts'
import { PATIENT } from './sandbox.ts'
import { until } from './until.ts'

/** A process as somebody at a terminal sees it. */
export interface Running {
  pid: number
  /** Everything it has printed so far, on both streams. */
  output(): string
  /** The exit code; undefined while it runs, null when a signal ended it. */
  code(): number | null | undefined
  /** Resolves with the exit code. */
  ended(): Promise<number | null>
  /** To this process alone. */
  kill(signal: NodeJS.Signals): void
  /** As Ctrl-C at a terminal does: to the process and all that it has started. */
  killGroup(signal: NodeJS.Signals): void
  /** Whether anything that it has started still runs. */
  hasLeftSomething(): boolean
}

/** `npm run …` and `npm start`: the words after `npm`. */
export const npm = (words: readonly string[], env: Record<string, string>, cwd = PROJECT) =>
  start('npm', words, env, cwd)

/** One process without npm, which costs less. */
export const startNode = (name: ProcessName, env: Record<string, string>, cwd = PROJECT, user: User = {}) => {
  const [main, ...words] = rowOf(name).command
  return start(process.execPath, nodeWords(main, ...words), env, cwd, user)
}

/** What Node is told to run a main.ts of the project, from whichever folder. */
export const nodeWords = (main: string, ...words: string[]) => [
  '--import',
  pathToFileURL(join(PROJECT, 'core/process/runtime.js')).href,
  join(PROJECT, main),
  ...words,
]

/** As whom a process runs; root is let into whatever is locked. */
export type User = Pick<SpawnOptions, 'uid' | 'gid'>

/** Starts a program at the head of a group of its own; whatever is left of the group dies with the test. */
export function start(
  program: string,
  words: readonly string[],
  env: Record<string, string>,
  cwd = PROJECT,
  user: User = {},
): Running {
  const child = spawn(program, words, {
    ...user,
    cwd,
    env: { ...plainEnvironment(), ...PATIENT, ...env },
    detached: true,
    stdio: 'pipe',
  })
  let output = ''
  let code: number | null | undefined
  child.stdout.on('data', (data: Buffer) => (output += data))
  child.stderr.on('data', (data: Buffer) => (output += data))
  child.on('error', (error) => (output += error.message))
  child.on('close', (exitCode) => (code = exitCode))
  const pid = child.pid ?? 0
  const signalGroup = (signal: NodeJS.Signals | 0) => {
    try {
      return pid > 0 && process.kill(-pid, signal)
    } catch {
      return false // nobody is left
    }
  }
  onTestFinished(() => void signalGroup('SIGKILL'))
  return {
    pid,
    output: () => output,
    code: () => code,
    ended: () =>
      until(`the end of ${program} ${words.join(' ')}\n${output}`, () => (code === undefined ? false : code)),
    kill: (signal) => void child.kill(signal),
    killGroup: signalGroup,
    hasLeftSomething: () => signalGroup(0),
  }
}

/** A folder that is gone after the test. */
export const testFolder = () => untilTestEnds(temporaryFolder())

/** One for keys that has certificates already, for tests that are not about their making. */
export const testKeysFolder = () => untilTestEnds(certifiedFolder())

async function untilTestEnds(made: Promise<string>): Promise<string> {
  const folder = await made
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
