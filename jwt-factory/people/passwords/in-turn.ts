/** So many wait at once; a login that comes then is told to come again. Waiting ones take no memory to speak of, but time. */
const MOST_IN_QUEUE = 20

/** Who asks, and what says that they have gone. */
export interface Asker {
  /** For instance an address. Absent: all of these are one. */
  readonly caller?: string
  readonly signal?: AbortSignal
}

/** There is no room for another one to wait. */
export class PasswordsBusy extends Error {
  override readonly name = 'PasswordsBusy'
  /** When it is worth coming again. */
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    super('too many passwords wait to be checked')
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/**
 * One at a time (or so many), in the order in which they come, and so many waiting at most: hashes that run beside each other take every
 * thread that the platform has, and signatures wait for them. One caller gets three quarters of the places that others leave: whoever floods it keeps
 * nobody out.
 * @returns runs a task in its turn; `waiting` says how many wait. Whoever goes away while waiting leaves the queue, and nothing is done for them
 * @throws PasswordsBusy, and what the signal says
 */
export function createQueue(mostWaiting = MOST_IN_QUEUE, atOnce = 1) {
  const waiting = new Map<() => void, string>()
  let running = 0

  function next(): void {
    const [first] = waiting.keys()
    if (!first) return void running--
    waiting.delete(first)
    first()
  }

  function refuseGreedy(caller: string): void {
    const held = [...waiting.values()].filter((each) => each === caller).length
    const left = mostWaiting - (waiting.size - held)
    if (held >= Math.ceil((left * 3) / 4)) throw new PasswordsBusy(RETRY_AFTER_SECONDS)
  }

  function turn({ caller = '', signal }: Asker): Promise<void> {
    signal?.throwIfAborted()
    if (running < atOnce) {
      running++
      return Promise.resolve()
    }
    refuseGreedy(caller)
    return new Promise((resolve, reject) => {
      const leave = () => void (waiting.delete(begin), reject(signal?.reason))
      const begin = () => void (signal?.removeEventListener('abort', leave), resolve())
      signal?.addEventListener('abort', leave, { once: true })
      waiting.set(begin, caller)
    })
  }

  const run = async <Result>(task: () => Promise<Result>, asker: Asker = {}): Promise<Result> => {
    await turn(asker)
    try {
      return await task()
    } finally {
      next()
    }
  }
  return Object.assign(run, { waiting: () => waiting.size })
}

/** A queue that is full is empty after some seconds. */
const RETRY_AFTER_SECONDS = 2
