import { performance as ownPerformance } from 'node:perf_hooks' // that of the global object may be a test's
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Where the time comes from, and how to wait for it. The one file that reads a clock, sleeps or ticks: everything else
 * is handed a clock.
 */
export interface Clock {
  /** Milliseconds since 1970, by the clock on the wall: corrected now and then, and right after the machine slept. */
  now(): number
  /** Milliseconds since some moment, with fractions; never set back. For how long something took, or is to take. */
  monotonic(): number
  /** Resolves after so many milliseconds; rejects with the signal's reason when it is aborted before that. */
  delay(milliseconds: number, signal?: AbortSignal): Promise<void>
  /**
   * Does something every so many milliseconds, and does not keep the process alive.
   * @param hint in how many milliseconds there will be something to do: who moves the clock far need not do the rest
   * @returns what ends it
   */
  every(milliseconds: number, task: Task, hint?: () => number): () => void
}

/**
 * As they were when this file was loaded: a test that puts others in their place (`vi.useFakeTimers()`) stops the time of the service under test,
 * and not the sandbox beside it. What the clock on the wall says is read each time: that a test may set.
 */
const realTimers = {
  sleep,
  setImmediate,
  setInterval,
  clearInterval,
  monotonic: performance.now.bind(performance),
}

/** Lets other work go first: what takes long is done in rounds, so that it holds up nobody. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => realTimers.setImmediate(resolve))

/** What is done now and then; who moves a clock waits for its promise. */
export type Task = () => unknown

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => realTimers.monotonic(),
  delay: (milliseconds, signal) => realTimers.sleep(milliseconds, undefined, signal && { signal }),
  every(milliseconds, task) {
    const timer = realTimers.setInterval(() => void task(), milliseconds).unref()
    return () => realTimers.clearInterval(timer)
  },
}

/**
 * The same clock, and its wall as TLS sees it: a test that puts another `Date` in its place changes nothing of that, however early it does
 * so. It may be late by as long as the machine has slept since this process began: enough for the dates of certificates.
 */
export const asSeenByTls = (clock: Clock): Clock => ({
  ...clock,
  now: () => ownPerformance.timeOrigin + process.uptime() * 1000,
})

/** A clock that stands still until it is moved. Whatever waits for it waits for that. */
export interface ManualClock extends Clock {
  /** Moves both times on; what comes due on the way happens at its own time, in order. */
  advance(by: Duration): void
  /** Sets the clock on the wall, as a person may: no time has passed. */
  set(time: number | string): void
}

export interface Duration {
  days?: number
  hours?: number
  minutes?: number
  seconds?: number
  milliseconds?: number
}

export function manualClock(start: number | string): ManualClock {
  let elapsed = 0
  let origin = toTime(start)
  const waiting = new Set<{ due: number; wake: () => void }>()

  const next = (end: number) => [...waiting].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0] // the set keeps the order of equals

  return {
    now: () => origin + elapsed,
    monotonic: () => elapsed,
    delay: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted()
        const waiter = { due: elapsed + milliseconds, wake: () => void (waiting.delete(waiter), resolve()) }
        waiting.add(waiter)
        const giveUp = () => void (waiting.delete(waiter), reject(signal?.reason))
        signal?.addEventListener('abort', giveUp, { once: true })
      }),
    every(milliseconds, task) {
      const ticker = {
        due: elapsed + milliseconds,
        wake() {
          ticker.due += Math.max(1, milliseconds)
          void task()
        },
      }
      waiting.add(ticker)
      return () => void waiting.delete(ticker)
    },
    advance(by) {
      const end = elapsed + toMilliseconds(by)
      for (let due = next(end); due; due = next(end)) {
        elapsed = Math.max(elapsed, due.due)
        due.wake()
      }
      elapsed = end
    },
    set(time) {
      origin = toTime(time) - elapsed
    },
  }
}

/** A manual clock for what waits without being watched: every wait moves it. `waits` has them all, in milliseconds. */
export function waitingClock(start: number | string): ManualClock & { waits: number[] } {
  const clock = manualClock(start)
  const waits: number[] = []
  return {
    ...clock,
    waits,
    async delay(milliseconds) {
      waits.push(milliseconds)
      clock.advance({ milliseconds })
    },
  }
}

const toTime = (time: number | string) => (typeof time === 'string' ? Date.parse(time) : time)

function toMilliseconds({ days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 }: Duration): number {
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + milliseconds
}
