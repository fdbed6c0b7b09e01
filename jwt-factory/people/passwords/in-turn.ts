/**
 * So many wait at once; a login that comes then is told to come again. Waiting ones take no memory to speak of, but time. A class behind one
 * address logs in at once: three quarters of these are more than thirty.
 */
const MOST_IN_QUEUE = 64

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
 * One at a time (or so many), and so many waiting at most: hashes that run beside each other take every thread that the platform has, and
 * signatures wait for them. One caller gets three quarters of the places that others leave: whoever floods it keeps nobody out. Nor does
 * anybody wait behind all of a flood: every other turn is for the caller whose last turn was longest ago. The others are for whoever came first, so
 * that callers who are new again and again keep nobody waiting for ever.
 * @returns runs a task in its turn; `waiting` says how many wait. Whoever goes away while waiting leaves the queue, and nothing is done for them
 * @throws PasswordsBusy, and what the signal says
 */
export function createQueue(mostWaiting = MOST_IN_QUEUE, atOnce = 1) {
  const waiting = new Map<() => void, string>()
  /** Callers who wait, by when each had its last turn. */
  const served = new Map<string, number>()
  let running = 0
  let turns = 0

  function next(): void {
    const begin = ++turns % 2 === 0 ? waiting.keys().next().value : longestWithoutTurn()
    if (!begin) return void running--
    noteServed(waiting.get(begin) ?? '')
    waiting.delete(begin)
    begin()
  }

  /** Of two who had none yet, or of one caller, whoever came first. */
  function longestWithoutTurn(): (() => void) | undefined {
    let [chosen, since]: [(() => void) | undefined, number] = [undefined, Infinity]
    for (const [begin, caller] of waiting) {
      const last = served.get(caller) ?? -1
      if (last < since) [chosen, since] = [begin, last]
    }
    return chosen
  }

  function noteServed(caller: string): void {
    const callers = new Set(waiting.values())
    for (const each of served.keys()) if (!callers.has(each)) served.delete(each)
    served.set(caller, turns)
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
      noteServed(caller)
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
