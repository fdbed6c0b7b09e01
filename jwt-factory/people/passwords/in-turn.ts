/** So many wait at once; a login that comes then is told to come again. Waiting ones take no memory to speak of, but time. */
const MOST_IN_QUEUE = 20

/** There is no room for another one to wait. */
export class PasswordsBusy extends Error {
  override readonly name = 'PasswordsBusy'
  /** When it is worth coming again. */
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    super(`${MOST_IN_QUEUE} passwords wait to be checked`)
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/**
 * One at a time, in the order in which they come, and so many waiting at most: hashes that run beside each other take every thread that
 * the platform has, and signatures wait for them.
 * @returns runs a task in its turn. Whoever goes away while waiting (`signal`) leaves the queue, and nothing is done for them
 * @throws PasswordsBusy, and what the signal says
 */
export function createQueue(mostWaiting = MOST_IN_QUEUE) {
  const waiting = new Set<() => void>()
  let isBusy = false

  function next(): void {
    const [first] = waiting
    isBusy = first !== undefined
    if (!first) return
    waiting.delete(first)
    first()
  }

  function turn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    if (!isBusy) {
      isBusy = true
      return Promise.resolve()
    }
    if (waiting.size >= mostWaiting) throw new PasswordsBusy(RETRY_AFTER_SECONDS)
    return new Promise((resolve, reject) => {
      const leave = () => void (waiting.delete(begin), reject(signal?.reason))
      const begin = () => void (signal?.removeEventListener('abort', leave), resolve())
      signal?.addEventListener('abort', leave, { once: true })
      waiting.add(begin)
    })
  }

  return async <Result>(task: () => Promise<Result>, signal?: AbortSignal): Promise<Result> => {
    await turn(signal)
    try {
      return await task()
    } finally {
      next()
    }
  }
}

/** A queue that is full is empty after some seconds. */
const RETRY_AFTER_SECONDS = 2
