import type { Clock } from '../clock.ts'

/** What came of moving a clock on. */
export interface Advanced {
  tasks: number
  /** There was more to do on the way, and a part of it was leapt over. */
  isCut: boolean
}

/** What waits on a clock that is moved: it comes due by that clock, and is woken by the machine's. */
export interface Tickers extends Pick<Clock, 'delay' | 'every'> {
  /** The clock has been moved, or has another speed. */
  rearm(): void
  /**
   * Lets so many milliseconds pass: what comes due on the way is done at its own time, one after the other. Where that
   * is too much, the rest is leapt over; what is due at the end has been done all the same.
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

/** An advance does so many tasks at most in their order, and takes so many milliseconds. */
const MAX_TASKS = 1000
const ADVANCE_PATIENCE = 10_000

/**
 * What is left then is leapt over in ever smaller leaps, each of so much of the rest, with a few tasks after each: how long
 * before the end a task has to be begun for its outcome to be there (a key is published before it signs), only it knows.
 */
const LEAP = 3 / 4
const TASKS_PER_LEAP = 4

/** So much longer it may take then. Milliseconds. */
const LEAPS_PATIENCE = 5000

/** A rest that is shorter than this is too short to leap. Milliseconds. */
const SHORTEST_REST = 1000

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
      const end = time.monotonic() + by
      let left = by
      const go = (step: number) => {
        left -= step
        jump(step)
      }
      const stretched = by / WITHOUT_HINT
      const dueOf = (one: DueTask) => {
        const next = one.nextDue()
        return next === -Infinity ? one.due + stretched : Math.max(one.due, next)
      }
      let tasks = 0
      const wake = async (one: DueTask) => {
        await one.wake()
        await settled()
        tasks++
      }
      /** @returns whether nothing is left to do */
      async function doDue(most: number, giveUpAt: number): Promise<boolean> {
        for (const enough = tasks + most; ;) {
          const due = firstDue(end, dueOf)
          if (!due) return true
          if (isOver() || tasks >= enough || machine.monotonic() >= giveUpAt) return false
          go(Math.min(left, Math.max(0, due.due - time.monotonic())))
          await wake(due.one)
        }
      }
      async function leapOver(giveUpAt: number): Promise<void> {
        for (;;) {
          if (left <= SHORTEST_REST || isOver() || machine.monotonic() >= giveUpAt) return
          go(left * LEAP)
          if (await doDue(TASKS_PER_LEAP, giveUpAt)) return
        }
      }
      /** However long all that took: one to each that is late. */
      async function giveTurns(): Promise<void> {
        go(left)
        for (const one of waiting) if (!isOver() && dueOf(one) <= time.monotonic()) await wake(one)
      }
      try {
        const isCut = !(await doDue(MAX_TASKS, machine.monotonic() + ADVANCE_PATIENCE))
        if (isCut) await leapOver(machine.monotonic() + LEAPS_PATIENCE)
        if (isCut) await giveTurns()
        return { tasks, isCut }
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
