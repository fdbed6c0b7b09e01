import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect, Socket } from 'node:net'
import type { Clock } from '#core/clock'
import { atExit } from '../folder/at-exit.ts'

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
/** What asks to end is given so long. Milliseconds. */
const END_PATIENCE = 3000
/** Of what it said, so much stands in an error. Characters. */
const MOST_PROGRAM_WORDS = 2000

/**
 * Starts a program, and waits until it listens at its port.
 * @returns what ends it
 * @throws Error with the last that it said, when it ends or does not listen in time; then it does not run
 */
export async function runProgram(start: ProgramToRun): Promise<() => Promise<void>> {
  const { command, env, folder, port, clock, write } = start
  const [program, ...words] = command
  const child = spawn(program, words, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const forget = atExit(() => void child.kill())
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
  const until = clock.monotonic() + PROGRAM_PATIENCE
  const stop = () => endProgram(child, clock).finally(forget)
  while (!(await someoneListens(port))) {
    const why = cannotStart ?? (programHasEnded(child) ? 'it has ended' : clock.monotonic() > until ? 'it does not listen there' : undefined) // prettier-ignore
    if (why === undefined) {
      await clock.delay(LOOK_FOR_PROGRAM)
      continue
    }
    await stop()
    throw new Error(`your own service (${program}) cannot be used at port ${port} of localhost: ${why}\n${said}`)
  }
  return stop
}

const programHasEnded = ({ exitCode, signalCode, pid }: ChildProcess) => pid === undefined || exitCode !== null || signalCode !== null // prettier-ignore

function someoneListens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: 'localhost' })
    socket.once('connect', () => (socket.destroy(), resolve(true)))
    socket.once('error', () => resolve(false))
  })
}

async function endProgram(child: ChildProcess, clock: Clock): Promise<void> {
  if (programHasEnded(child)) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const stop = clock.every(END_PATIENCE, () => void child.kill('SIGKILL'))
  await ended
  stop()
}
