import type { JWK } from 'jose'
import { FileUnavailable } from '../files/file-trouble.ts'
import { KeysUnavailable } from '../keys/key-errors.ts'
import { StoreUnavailable } from '../store/store.ts'

/** What keeps whoever comes next as long as it kept this one: a store, or a folder of keys, that does not answer. */
const UNAVAILABLE = [StoreUnavailable, KeysUnavailable, FileUnavailable]

/**
 * Runs tasks that are about the same thing one after the other; of two at once, the second sees what the first did. When
 * a store or a folder cannot be reached, those who wait are told at once: each would only wait for it again, one after the other.
 */
export function createTurns() {
  const queue = new Map<string, Promise<unknown>>()
  return function inTurn<Result>(about: string, task: () => Promise<Result>): Promise<Result> {
    const turn = (queue.get(about) ?? Promise.resolve()).then(task, (error: unknown) => {
      if (UNAVAILABLE.some((kind) => error instanceof kind)) throw error
      return task()
    })
    queue.set(about, turn)
    const leave = () => queue.get(about) === turn && queue.delete(about)
    turn.then(leave, leave)
    return turn
  }
}

/** Tells others the public keys, before one of them signs. */
export interface KeyPublisher {
  /** Resolves once the keys as they are now are published; when they are already, nothing happens. */
  publish(): Promise<void>
}

/**
 * What was not published because it failed is published before anything else happens with the keys. One at a time, or
 * an older set could come out last.
 */
export function createKeyPublisher(
  keySet: () => { keys: JWK[] },
  publish: ((keySet: { keys: JWK[] }) => Promise<void>) | undefined,
): KeyPublisher {
  let last: string | undefined
  let turn: Promise<unknown> = Promise.resolve()

  async function publishNow(): Promise<void> {
    const now = keySet()
    const text = JSON.stringify(now)
    if (text === last) return
    await publish?.(now)
    last = text
  }

  return {
    publish() {
      if (!publish) return Promise.resolve()
      const mine = turn.then(publishNow, publishNow)
      turn = mine
      return mine
    },
  }
}
