import type { Clock } from '#core/clock'
import type { Store } from '#core/store/store'

const SPACE = 'registry-use'

/** Written down at most so often. Milliseconds. */
const ONCE_A_MINUTE = 60_000

/** Whose place is given away is decided by the last day. Milliseconds. */
const KEPT_FOR = 2 * 86_400_000

/** When somebody last asked for a key of a service: who verifies its tokens, or the service that waits for approval. */
export interface ServiceUse {
  /** Beside what it is called for: nobody is refused a key because this could not be written down. */
  note(name: string): void
  forget(name: string): Promise<void>
  /** Those that were asked for, with the time. Milliseconds since 1970. */
  readAll(): Promise<ReadonlyMap<string, number>>
}

/** Called for services that the registry knows alone, so it keeps no more entries than there are of them. */
export function createServiceUse(store: Store, clock: Clock): ServiceUse {
  const noted = new Map<string, number>()
  const isNoted = (name: string) => clock.monotonic() - (noted.get(name) ?? -Infinity) < ONCE_A_MINUTE
  return {
    note(name) {
      if (isNoted(name)) return
      for (const other of noted.keys()) if (!isNoted(other)) noted.delete(other)
      noted.set(name, clock.monotonic()) // before it is: while a store is away, one write for each waits for it
      const now = Math.floor(clock.now())
      store.set(SPACE, name, String(now), now + KEPT_FOR).catch(() => noted.delete(name))
    },
    async forget(name) {
      noted.delete(name)
      await store.delete(SPACE, name)
    },
    readAll: async () => new Map((await store.list(SPACE)).map(([name, time]) => [name, Number(time)])),
  }
}
