import type { Clock } from '../clock.ts'

/** Fetches start at least this far apart, failed ones too. Milliseconds. */
export const COOL_DOWN = 1000

/** More callers do not wait for a fetch that is to come: each holds a connection for up to a second, or longer. */
export const MAX_WAITING = 64

/** More do not share a fetch that is running: most often it is over in a moment, and everybody needs it. */
export const MAX_SHARING = 256

/** More do not share the very first one: before it is over nobody can be let in, and a service that has just begun has all its callers then. */
export const MAX_SHARING_FIRST = 4096

/** Too many callers wait already. */
export class TooManyWaiting extends Error {
  override readonly name = 'TooManyWaiting'
}

/**
 * One fetch at a time, a cool-down between their starts, and everybody who waits shares it: so a flood of questions
 * costs one fetch a second, and still nobody is refused because of the cool-down, for whoever asks gets an answer that
 * is newer than the question.
 */
export interface FetchPace<Asker> {
  /** A fetch that starts after now. @throws what the fetch throws; TooManyWaiting */
  next(asker: Asker): Promise<void>
  /** The fetch that is running, or else the next one. */
  current(asker: Asker): Promise<void>
  /** Nobody fetches or waits to, and the cool-down is over. */
  isIdle(): boolean
  /** The fetch that ended last did not succeed. */
  hasFailed(): boolean
  /** How many have started, and how many of these have ended. */
  started(): number
  ended(): number
}

/** @param run one fetch; `asker` is the one because of whom it starts */
export function createFetchPace<Asker>(run: (asker: Asker) => Promise<void>, clock: Clock): FetchPace<Asker> {
  let running: Promise<void> | undefined
  let scheduled: Promise<void> | undefined
  let startedAt = -Infinity
  let started = 0
  let ended = 0
  let hasFailed = false
  const waiting = { next: 0, current: 0 }

  const remaining = () => Math.max(0, startedAt + COOL_DOWN - clock.monotonic())

  async function start(asker: Asker): Promise<void> {
    startedAt = clock.monotonic()
    started++
    try {
      await run(asker)
      hasFailed = false
    } catch (error) {
      hasFailed = true
      throw error
    } finally {
      ended++
      running = undefined
    }
  }

  async function startInTurn(asker: Asker): Promise<void> {
    await running?.catch(() => {}) // its own callers are told
    const rest = remaining()
    if (rest > 0) await clock.delay(rest)
    scheduled = undefined // whoever comes from here on wants a later one
    return (running = start(asker))
  }

  async function wait(line: 'next' | 'current', most: number, fetch: () => Promise<void>): Promise<void> {
    if (waiting[line] >= most) throw new TooManyWaiting(`${most} callers are waiting already`)
    waiting[line]++
    try {
      await fetch()
    } finally {
      waiting[line]--
    }
  }

  const mostSharing = () => (ended === 0 ? MAX_SHARING_FIRST : MAX_SHARING)
  const next = (asker: Asker) => (scheduled ??= startInTurn(asker))
  return {
    next: (asker) => wait('next', MAX_WAITING, () => next(asker)),
    current: (asker) => wait('current', mostSharing(), () => running ?? next(asker)),
    isIdle: () => running === undefined && scheduled === undefined && remaining() === 0,
    hasFailed: () => hasFailed,
    started: () => started,
    ended: () => ended,
  }
}
