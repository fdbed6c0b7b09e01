import { isSomethingUnfinished } from '../files/unfinished.ts'
import type { Clock } from '../clock.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Resolves at Ctrl-C or SIGTERM. From then on no signal ends the process by itself. */
export function untilSignal(process: NodeJS.EventEmitter): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) process.on(signal, () => resolve(signal))
  })
}

/** A signal within this time of the first is the same Ctrl-C. Milliseconds. */
const SAME_SIGNAL = 3000

/**
 * Resolves at a signal that is a second one: somebody has waited, and wants the end at once. Under `npm start` a Ctrl-C
 * arrives twice within moments, from the terminal and from the parent, and what is in flight is to be finished all the same.
 * @param clock from now on, for the first has just come
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
const LAST_OF_START = 1000

/**
 * Starts something, and closes it at the first signal. Signals are heard from before the start on: it may be told to end as soon
 * as it says that it listens. One that is not there within a second ends as it would if nobody heard the signal.
 * @param start what runs then; or an exit code, or nothing, where nothing is to run
 * @returns the exit code @throws what the start throws; Error with why it has ended by itself
 */
export async function runUntilSignal(
  host: Ending & NodeJS.EventEmitter,
  clock: Clock,
  start: () => Promise<Running | number | undefined>,
): Promise<number> {
  const told = untilSignal(host)
  let isStarting = true
  void told.then(async (signal) => {
    if (isStarting) await clock.delay(LAST_OF_START)
    if (isStarting) endUnheard(host, signal)
  })
  const running = await start().finally(() => (isStarting = false))
  if (typeof running !== 'object') return running ?? 0
  const asTold = told.then(() => undefined)
  const why = await Promise.race([asTold, running.ended ?? asTold])
  if (why === undefined) {
    await endProcess(host, running.close(), untilSecondSignal(host, clock))
    return 0
  }
  await Promise.race([running.close(), untilSignal(host)])
  throw new Error(why)
}

/** As the platform ends a process that hears no signals: whoever waits for it sees by which one it has ended. */
function endUnheard(host: Ending & NodeJS.EventEmitter, signal: string): void {
  for (const each of SIGNALS) host.removeAllListeners(each)
  host.kill(host.pid, signal)
}

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
