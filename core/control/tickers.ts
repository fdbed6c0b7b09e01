import type { Clock } from '../clock.ts'

/** What came of moving a clock on. */
export interface Advanced {
  tasks: number
  isCut: boolean
}

/** What waits on a clock that is moved: it comes due by that clock, and is woken by the machine's. */
export interface Tickers extends Pick<Clock, 'delay' | 'every'> {
  /** The clock has been moved, or has another speed. */
  rearm(): void
  /**
   * Lets so many milliseconds pass: what comes due on the way is done at its own time, one after the other.
   * @param jump moves the clock on by a part of them
   * @param isOver asked before each: what is left is then left out
   */
  runThrough(by: number, jump: (by: number) => void, isOver: () => boolean): Promise<Advanced>
}

interface DueTask {
  due: number
  /** When there will be something to do; the tasks before that are left out by an advance. */
  nextDue(): number
  wake(): unknown
  disarm: () => void
}

/** An advance does so many tasks at most, and takes so many milliseconds. */
const MAX_TASKS = 1000
const ADVANCE_PATIENCE = 10_000

/** A task that does not say when it has something to do is done so often in one advance. */
const WITHOUT_HINT = 50

/** However fast the clock runs, a task comes due no more often than this by the machine's clock. Milliseconds. */
const LEAST_WAIT = 20

/** The longest wait that a timer of the platform can have; then it waits again. Milliseconds. */
const LONGEST_WAIT = 2_000_000_000

export function createTickers(machine: Clock, time: { monotonic(): number; rate(): number }): Tickers {
  const waiting = new Set<DueTask>()
  let isAdvancing = false

  function arm(one: DueTask): void {
    one.disarm()
    one.disarm = () => {}
    const rate = time.rate()
    if (rate === 0 || isAdvancing) return
    const wait = Math.min(LONGEST_WAIT, Math.max(rate === 1 ? 0 : LEAST_WAIT, (one.due - time.monotonic()) / rate))
    const stop = machine.every(wait, () => {
      stop()
      if (!waiting.has(one)) return
      if (one.due > time.monotonic()) arm(one)
      else void one.wake()
    })
    one.disarm = stop
  }

  function add(one: DueTask): () => void {
    waiting.add(one)
    arm(one)
    return () => {
      waiting.delete(one)
      one.disarm()
    }
  }

  /** The first that comes due until then; the set keeps the order of equals. */
  function firstDue(end: number, dueOf: (one: DueTask) => number): { one: DueTask; due: number } | undefined {
    let first: { one: DueTask; due: number } | undefined
    for (const one of waiting) {
      const due = dueOf(one)
      if (due <= end && (!first || due < first.due)) first = { one, due }
    }
    return first
  }

  return {
    delay: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted()
        const due = time.monotonic() + milliseconds
        const drop = add({ due, nextDue: () => due, disarm: () => {}, wake: () => void (drop(), resolve()) })
        signal?.addEventListener('abort', () => void (drop(), reject(signal.reason)), { once: true })
      }),

    every(milliseconds, task, hint) {
      const ticker: DueTask = {
        due: time.monotonic() + milliseconds,
        nextDue: () => (hint ? time.monotonic() + hint() : -Infinity),
        disarm: () => {},
        wake() {
          ticker.due = time.monotonic() + Math.max(1, milliseconds)
          arm(ticker)
          return task()
        },
      }
      return add(ticker)
    },

    rearm() {
      for (const one of waiting) arm(one)
    },

    async runThrough(by, jump, isOver) {
      isAdvancing = true
      for (const one of waiting) one.disarm()
      const begin = time.monotonic()
      let left = by
      const stretched = by / WITHOUT_HINT
      const dueOf = (one: DueTask) => {
        const next = one.nextDue()
        return next === -Infinity ? one.due + stretched : Math.max(one.due, next)
      }
      const giveUpAt = machine.monotonic() + ADVANCE_PATIENCE
      let tasks = 0
      const goesOn = () => !isOver() && tasks < MAX_TASKS && machine.monotonic() < giveUpAt
      try {
        let due = firstDue(begin + by, dueOf)
        for (; due && goesOn(); due = firstDue(begin + by, dueOf)) {
          const step = Math.min(left, Math.max(0, due.due - time.monotonic()))
          left -= step
          jump(step)
          await due.one.wake()
          await settled()
          tasks++
        }
        return { tasks, isCut: due !== undefined }
      } finally {
        jump(left) // so much as was asked for, however long the tasks took
        isAdvancing = false
        for (const one of waiting) arm(one)
      }
    },
  }
}

/** Resolves when whatever waited for what has just been done has gone on. */
const settled = () => new Promise((resolve) => setImmediate(resolve))
