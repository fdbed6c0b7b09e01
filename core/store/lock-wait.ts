import type { Clock } from '../clock.ts'
import { StoreUnavailable } from './store.ts'

/** How long a lock of another process is waited for, by all who want it together. Milliseconds. */
const LOCK_PATIENCE = 2000
const LOOK_EVERY = 25
/** A lock that nobody has missed for so long is another one when it is missed again. Milliseconds. */
const FORGOTTEN = 1000

export interface LockWaitSettings {
  /** Does this error say that another process holds the lock? */
  isBusy: (error: unknown) => boolean
  /** Looks whether the lock is free, and takes a few milliseconds at most. */
  isFree: () => boolean
  clock: Clock
}

export interface LockWait {
  /** A question that hardly ever meets a lock: it is asked at once, whoever waits. */
  read<Result>(question: () => Result): Promise<Result>
  /** A question that needs the lock: while others wait for it, it waits with them. */
  write<Result>(question: () => Result): Promise<Result>
}

/**
 * Waits for a lock of another process while this process goes on with its work. All who wait look for it together and
 * have one deadline, which counts from when it was first missed: were each to wait in its turn, the last of thirty would
 * wait for a minute.
 */
export function createLockWait({ isBusy, isFree, clock }: LockWaitSettings): LockWait {
  let missedSince = -Infinity
  let lookedAt = -Infinity
  let looking: Promise<boolean> | undefined

  async function look(): Promise<boolean> {
    if (clock.monotonic() - lookedAt > FORGOTTEN) missedSince = clock.monotonic()
    do {
      await clock.delay(LOOK_EVERY)
      if (isFree()) return true
      lookedAt = clock.monotonic()
    } while (lookedAt - missedSince < LOCK_PATIENCE)
    return false
  }

  /** @throws StoreUnavailable once it has been missed for too long, by this question or by others */
  async function comesFree(giveUpAt: number, cause?: unknown): Promise<void> {
    looking ??= look().finally(() => (looking = undefined))
    if (!(await looking) || clock.monotonic() > giveUpAt)
      throw new StoreUnavailable('another process keeps the store locked', { cause })
  }

  async function ask<Result>(question: () => Result, joins: boolean): Promise<Result> {
    const giveUpAt = clock.monotonic() + LOCK_PATIENCE
    if (joins && looking) await comesFree(giveUpAt)
    for (;;) {
      try {
        const answer = question()
        if (joins) lookedAt = -Infinity // it was not missed: the next time begins anew
        return answer
      } catch (error) {
        if (!isBusy(error)) throw error
        await comesFree(giveUpAt, error)
      }
    }
  }

  return { read: (question) => ask(question, false), write: (question) => ask(question, true) }
}
