import type { Clock } from '../../clock.ts'

/** What goes on, until it is over. */
export interface Watched<Result = unknown> {
  done: Promise<Result>
  /** Looks whether something takes too long. */
  look(now: number): void
  /** Ends it now. */
  stop(): void
  readonly isTunnel: boolean
  /** Where it stands in the list of those that are watched. */
  place: number
}

/** All that goes on, looked at now and then. */
export interface Watch {
  /** Keeps one in sight until it is over, or the signal ends it. */
  until<Result>(one: Watched<Result>, signal: AbortSignal | undefined): Promise<Result>
  /** Ends the tunnels, or all, and waits until nothing goes on. */
  end(which: 'tunnels' | 'all'): Promise<void>
}

/** So often is looked what takes too long. Milliseconds. */
const LOOK = 100

export function createWatch(clock: Clock): Watch {
  // A list, not a set: where many enter and leave, a set of V8 keeps what has left until the next full collection, 2 kB a request.
  const all: Watched[] = []
  const stopLooking = clock.every(LOOK, () => {
    const now = clock.monotonic()
    for (const each of all) each.look(now)
  })

  function enter(one: Watched): void {
    one.place = all.length
    all.push(one)
  }

  /** The last one takes its place. */
  function leave(one: Watched): void {
    const last = all.pop()
    if (last === undefined || last === one) return
    all[one.place] = last
    last.place = one.place
  }

  return {
    async until(one, signal) {
      const stop = () => one.stop()
      enter(one)
      signal?.addEventListener('abort', stop)
      if (signal?.aborted) stop()
      try {
        return await one.done
      } finally {
        leave(one)
        signal?.removeEventListener('abort', stop)
      }
    },
    async end(which) {
      for (const each of all) if (which === 'all' || each.isTunnel) each.stop()
      await Promise.all(all.map(({ done }) => done))
      stopLooking()
    },
  }
}
