import { spawn, type ChildProcess } from 'node:child_process'
import { connect, Socket } from 'node:net'
import type { Clock } from '#core/clock'
import { createProgramGroup, IS_WINDOWS } from './program-group.ts'

export interface ProgramToRun {
  command: readonly [program: string, ...words: string[]]
  env: Readonly<Record<string, string>>
  /** Where it works; absent: where the test does. */
  folder?: string | undefined
  port: number
  clock: Clock
  /** What it says. */
  write: (text: string) => void
}

/** A program has so long until it listens; what compiles first needs some of it. Milliseconds. */
const PROGRAM_PATIENCE = 60_000
const LOOK_FOR_PROGRAM = 50
/** Of what it said, so much stands in an error. Characters. */
const MOST_PROGRAM_WORDS = 2000

/** A program that was started. */
export interface RunningProgram {
  /**
   * Resolves when it listens at its port.
   * @throws Error with the last that it said, when it ends or does not listen in time; then it does not run
   */
  untilListening(): Promise<void>
  /** Ends it and whatever it started. */
  end(): Promise<void>
}

/** Starts a program, in a group of its own. However this process ends, the group ends with it; on Windows it does with `end` alone. */
export function runProgram({ command, env, folder, port, clock, write }: ProgramToRun): RunningProgram {
  const [program, ...words] = command
  const child = spawn(program, words, {
    cwd: folder,
    env: { ...process.env, ...env },
    detached: !IS_WINDOWS,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { end } = createProgramGroup(child, clock)
  let said = ''
  let cannotStart: string | undefined
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-MOST_PROGRAM_WORDS)
    write(chunk.toString())
  }
  child.unref()
  for (const pipe of [child.stdout, child.stderr]) if (pipe instanceof Socket) pipe.unref()
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  child.once('error', ({ message }) => (cannotStart = message))
  return {
    end,
    async untilListening() {
      const until = clock.monotonic() + PROGRAM_PATIENCE
      while (!(await someoneListens(port))) {
        const why = cannotStart ?? (programHasEnded(child) ? 'it has ended' : clock.monotonic() > until ? 'it does not listen there' : undefined) // prettier-ignore
        if (why === undefined) {
          await clock.delay(LOOK_FOR_PROGRAM)
          continue
        }
        await end()
        throw new Error(`your own service (${program}) cannot be used at port ${port} of localhost: ${why}\n${said}`)
      }
    },
  }
}

const programHasEnded = ({ exitCode, signalCode, pid }: ChildProcess) => pid === undefined || exitCode !== null || signalCode !== null // prettier-ignore

function someoneListens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: 'localhost' })
    socket.once('connect', () => (socket.destroy(), resolve(true)))
    socket.once('error', () => resolve(false))
  })
}
