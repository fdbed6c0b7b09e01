import { constants } from 'node:os'
import { isSomethingUnfinished } from '../files/unfinished.ts'
import type { Clock } from '../clock.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
type EndSignal = (typeof SIGNALS)[number]

/** Resolves at Ctrl-C, SIGTERM or SIGHUP. From the call on no signal ends the process by itself. */
export const untilSignal = (process: NodeJS.EventEmitter): Promise<string> => hearSignals(process).first

interface HeardSignals {
  first: Promise<EndSignal>
  /** From then on each ends the process again, as the platform does it. */
  stop(): void
}

function hearSignals(process: NodeJS.EventEmitter): HeardSignals {
  const { promise: first, resolve } = Promise.withResolvers<EndSignal>()
  const hear = SIGNALS.map((signal) => [signal, () => resolve(signal)] as const)
  for (const [signal, listener] of hear) process.on(signal, listener)
  return {
    first,
    stop() {
      for (const [signal, listener] of hear) process.off(signal, listener)
    },
  }
}

/** A signal within this time of the first is the same Ctrl-C. Milliseconds. */
const SAME_SIGNAL = 3000

/**
 * Resolves at a signal that is a second one: somebody has waited, and wants the end at once. Under `npm start` a Ctrl-C
 * arrives twice within moments, from the terminal and from the parent, and what is in flight is to be finished all the same.
 * @param clock from now on, for the first has just come, or come during a start
 */
export function untilSecondSignal(process: NodeJS.EventEmitter, clock: Clock): Promise<void> {
  const first = clock.monotonic()
  return new Promise((resolve) => {
    const hear = () => void (clock.monotonic() - first >= SAME_SIGNAL && resolve())
    for (const signal of SIGNALS) process.on(signal, hear)
  })
}

/** As much of a process as ending it needs. */
export interface Ending {
  readonly pid: number
  exit(code: number): unknown
  kill(pid: number, signal: string): unknown
}

/** Something that runs until it is closed. */
export interface Running {
  close(): Promise<void>
  /** Resolves when it has ended by itself: with why, for the person at the terminal. */
  readonly ended?: Promise<string>
}

/** A start that is told to end may take so long to become something that can be closed. Milliseconds. */
const LAST_OF_START = 3000

/**
 * Starts something, and closes it at the first signal. Signals are heard from before the start on: it may be told to end as soon
 * as it says that it listens. A start that is not done three seconds after a signal, one that fails then, and one after which nothing
 * is to run, end the process as if nobody had heard the signal.
 * @param start what runs then; or an exit code, or nothing, where nothing is to run. It is handed the first signal, for what it would
 *   wait for without end
 * @returns the exit code @throws what the start throws; Error with why it has ended by itself
 */
export async function runUntilSignal(
  host: Ending & NodeJS.EventEmitter,
  clock: Clock,
  start: (told: Promise<unknown>) => Promise<Running | number | undefined>,
): Promise<number> {
  const { first: told, stop } = hearSignals(host)
  const state: { signal?: EndSignal; isOver?: true } = {}
  void told.then(async (signal) => {
    state.signal = signal
    await clock.delay(LAST_OF_START)
    if (!state.isOver) endUnheard(host, signal, stop)
  })
  const running = await start(told).catch((error: unknown) => ({ error }))
  state.isOver = true
  if (typeof running === 'object' && 'close' in running) return untilClosed(host, clock, running, told)
  stop()
  if (state.signal) endUnheard(host, state.signal, stop)
  if (typeof running === 'object') throw running.error
  return running ?? 0
}

async function untilClosed(
  host: Ending & NodeJS.EventEmitter,
  clock: Clock,
  running: Running,
  told: Promise<unknown>,
): Promise<number> {
  const asTold = told.then(() => undefined)
  const why = await Promise.race([asTold, running.ended ?? asTold])
  if (why === undefined) {
    await endProcess(host, running.close(), untilSecondSignal(host, clock))
    return 0
  }
  await Promise.race([running.close(), told])
  throw new Error(why)
}

/**
 * As the platform ends a process that hears no signals: whoever waits for it sees by which one it has ended. The first process of a
 * container cannot end so, nor can one on Windows by each signal; these exit with the code by which a shell tells of it.
 */
function endUnheard(host: Ending, signal: EndSignal, stopHearing: () => void): void {
  stopHearing()
  try {
    host.kill(host.pid, signal)
  } finally {
    host.exit(SHELL_TELLS_SIGNALS + constants.signals[signal])
  }
}

const SHELL_TELLS_SIGNALS = 128

/**
 * Closes what a process has open, and ends it. At a second signal it does not wait. Where the exit of the platform would
 * wait, as for a disk that does not answer, the process ends as by SIGKILL: nothing is left that could be spoilt.
 * @param close what is waited for
 * @param hurried resolves when nobody wants to wait any longer
 */
export async function endProcess(host: Ending, close: Promise<void>, hurried: Promise<void>): Promise<void> {
  const isClosed = await Promise.race([close.then(() => true), hurried.then(() => false)])
  if (isClosed && !isSomethingUnfinished()) host.exit(0)
  else host.kill(host.pid, 'SIGKILL')
}

const PARENT_CHECK_MILLISECONDS = 250

/**
 * Ends the process, as by SIGTERM, when its parent is gone. Whoever ends `npm run servicea` ends npm and npm's shell,
 * which does not pass the signal on; the port would stay taken. A parent with a channel may be gone before we look.
 */
export function endWithParent(process: NodeJS.Process, clock: Clock): void {
  const parent = process.ppid
  const end = () => void process.kill(process.pid, 'SIGTERM')
  process.once('disconnect', end)
  const stopLooking = clock.every(PARENT_CHECK_MILLISECONDS, () => {
    if (process.ppid === parent) return
    stopLooking() // once: a second signal means more
    end()
  })
}
