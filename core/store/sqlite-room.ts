import type { DatabaseSync } from 'node:sqlite'
import { STORE_FULL, StoreUnavailable } from './store.ts'
import type { StoredTime } from './stored-time.ts'

/**
 * What the file may take, in bytes: what strangers can make a busy day write is less. Who cannot remember must not
 * accept. What has no expiry has bounds of its own, and its room, whatever others fill.
 */
export const MAX_FILE_BYTES = 256_000_000

/** Each so many writes, so many expired rows go: twice as many as can have come. When it is full, more of them go. */
const PURGE_EVERY = 128
const PURGE_AT_MOST = 256
const PURGE_WHEN_FULL = 1024

/**
 * What has expired stays for a day: another process, or one that has just started, may have a clock that runs ahead. So
 * much is not kept when more than this share of the room is taken: the sure time alone must do then. Milliseconds.
 */
const KEPT_AFTER = 86_400_000
const ROOMY = 1 / 8

/** More than the processes that share the file write between two purges: looking at each write costs as much as the write. */
const NEARLY = 1_000_000

export interface SqliteRoom {
  /**
   * Called before each write: drops what has expired long ago, now and then.
   * @throws StoreUnavailable when there is no room for one more entry that expires
   */
  make(expiresAt?: number): void
}

export function createSqliteRoom(database: DatabaseSync, time: StoredTime, maxBytes = MAX_FILE_BYTES): SqliteRoom {
  const used = database.prepare(
    `select (page_count - freelist_count) * page_size as bytes
     from pragma_page_count, pragma_freelist_count, pragma_page_size`,
  )
  const purge = database.prepare(
    `delete from kv where (space, key) in (select space, key from kv where expires_at <= :longAgo limit :most)`,
  )
  const usedBytes = () => Number(used.get()?.['bytes'])
  let writes = 0
  let lately = usedBytes()

  function purgeNowAndThen(): void {
    if (++writes % PURGE_EVERY !== 0) return
    const kept = lately < maxBytes * ROOMY ? KEPT_AFTER : 0
    purge.run({ longAgo: time.sureNow() - kept, most: PURGE_AT_MOST })
    time.remember()
    lately = usedBytes()
  }

  return {
    make(expiresAt) {
      purgeNowAndThen()
      if (expiresAt === undefined || lately < maxBytes - NEARLY || usedBytes() < maxBytes) return
      purge.run({ longAgo: time.sureNow(), most: PURGE_WHEN_FULL })
      if (usedBytes() >= maxBytes) throw new StoreUnavailable(fullWith(maxBytes), { detail: STORE_FULL })
    },
  }
}

const fullWith = (bytes: number) =>
  `the file of the store takes ${Math.round(bytes / 1_000_000)} MB at most: there is room again when what is in it has expired`
