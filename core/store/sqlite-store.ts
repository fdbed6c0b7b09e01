import { closeSync, openSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../clock.ts'
import { errorText } from '../error-text.ts'
import { createLockWait, type LockWait } from './lock-wait.ts'
import { openStoredTime, type StoredTime, type TellDates } from './stored-time.ts'
import { byKey, checkedExpiry, fromText, toText } from './values.ts'
import { isBusy, isFull, isReadOnly, isRefusal } from './sqlite-errors.ts'
import { DISK_FULL, type Store, StoreUnavailable } from './store.ts'

export const STORE_FILE = 'store.sqlite'

/**
 * How long one statement waits for another process, in milliseconds; this process stands still meanwhile. Enough for the
 * short writes of others; whoever holds the file for longer is waited for in lock-wait.ts.
 */
const BUSY_TIMEOUT = 10
const OPEN_RETRY_MILLISECONDS = 25
const MAX_OPEN_TRIES = 200

/** Each so many writes, so many expired rows go: twice as many as can have come. */
const PURGE_EVERY = 128
const PURGE_AT_MOST = 256

/**
 * What has expired stays for a day: another process, or one that has just started, may have a clock that runs ahead.
 * Milliseconds.
 */
const KEPT_AFTER = 86_400_000

/**
 * synchronous=normal: a write is with the operating system when it is acknowledged, so it survives a kill; the last ones
 * may be lost with the power, without harm to the rest. synchronous=full would flush the disk for every write: less than
 * half as many writes on a fast disk, far fewer on a slow one, and this process stands still for each.
 */
const SETUP = `
  pragma busy_timeout = ${BUSY_TIMEOUT};
  pragma journal_mode = wal;
  pragma synchronous = normal;
  create table if not exists kv(
    space text not null, key text not null, value text not null, expires_at real, primary key (space, key)
  ) without rowid;
  create index if not exists kv_expiry on kv(expires_at) where expires_at is not null;`

const LIVE = '(expires_at is null or expires_at > :now)'

/**
 * State in one file of a folder, shared by every process that opens it.
 * @param clock by which entries expire
 * @param machine by which a locked file is waited for
 * @throws StoreUnavailable when the file cannot be made, read or written
 */
export async function openSqliteStore(
  folder: string,
  clock: Clock,
  tell: TellDates = () => {},
  machine = clock,
): Promise<Store> {
  const path = join(folder, STORE_FILE)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    createPrivately(path)
    const { database, time } = await openDatabase(path, clock, tell)
    return storeOn(database, time, clock, machine)
  } catch (error) {
    const reason = isReadOnly(error) ? NOT_WRITABLE : errorText(error)
    throw new StoreUnavailable(`the store ${path} cannot be opened: ${reason}`, { cause: error })
  }
}

const NOT_WRITABLE = 'it cannot be written to'

function storeOn(database: DatabaseSync, time: StoredTime, clock: Clock, machine: Clock): Store {
  const get = database.prepare(`select value from kv where space = :space and key = :key and ${LIVE}`)
  const list = database.prepare(`select key, value from kv where space = :space and ${LIVE}`)
  const set = database.prepare(`insert or replace into kv values (:space, :key, :value, :expiresAt)`)
  const add = database.prepare(
    `insert into kv values (:space, :key, :value, :expiresAt)
     on conflict do update set value = excluded.value, expires_at = excluded.expires_at where not ${LIVE}`,
  )
  const update = database.prepare(
    `update kv set value = :value, expires_at = :expiresAt
     where space = :space and key = :key and value = :expected and ${LIVE}`,
  )
  const remove = database.prepare(`delete from kv where space = :space and key = :key and ${LIVE}`)
  const purge = database.prepare(
    `delete from kv where (space, key) in (select space, key from kv where expires_at <= :longAgo limit ${PURGE_AT_MOST})`,
  )

  let writes = 0
  const purgeNowAndThen = (): void => {
    if (++writes % PURGE_EVERY !== 0) return
    purge.run({ longAgo: time.sureNow() - KEPT_AFTER })
    time.remember()
  }
  const now = () => ({ now: clock.now() })
  const { read, write } = askPatiently(database, machine)

  return {
    get: (space, key) =>
      read(() => {
        const found = get.get({ ...row(space, key), ...now() })
        return found && fromText(String(found.value))
      }),
    set: (space, key, value, expiresAt) =>
      write(() => {
        purgeNowAndThen()
        set.run({ ...row(space, key), ...content(value, expiresAt) })
      }),
    add: (space, key, value, expiresAt) =>
      write(() => {
        purgeNowAndThen()
        return add.run({ ...row(space, key), ...content(value, expiresAt), ...now() }).changes === 1
      }),
    update: (space, key, expected, value, expiresAt) =>
      write(() => {
        purgeNowAndThen()
        const change = { ...row(space, key), ...content(value, expiresAt), expected: toText(expected), ...now() }
        return update.run(change).changes === 1
      }),
    delete: (space, key) => write(() => remove.run({ ...row(space, key), ...now() }).changes === 1),
    list: (space) =>
      read(() =>
        list
          .all({ space: toText(space), ...now() })
          .map(({ key, value }): [string, string] => [fromText(String(key)), fromText(String(value))])
          .sort(byKey),
      ),
    close: async () => {
      if (!database.isOpen) return
      time.remember()
      database.close()
    },
  }
}

const row = (space: string, key: string) => ({ space: toText(space), key: toText(key) })

const content = (value: string, expiresAt: number | undefined) => ({
  value: toText(value),
  expiresAt: checkedExpiry(expiresAt) ?? null,
})

function askPatiently(database: DatabaseSync, clock: Clock): LockWait {
  const lock = createLockWait({ isBusy, isFree: () => isUnlocked(database), clock })
  return {
    read: (question) => lock.read(question).catch(refuse),
    write: (question) => lock.write(question).catch(refuse),
  }
}

/** What SQLite refuses (full, damaged, closed, busy for too long) is the store's trouble; anything else stays a bug. */
function refuse(error: unknown): never {
  if (!isRefusal(error)) throw error
  throw new StoreUnavailable(`SQLite refused: ${error.message}`, {
    cause: error,
    detail: isFull(error) ? DISK_FULL : undefined,
  })
}

/** Takes the lock for a moment. Any other trouble is for the question to meet. */
function isUnlocked(database: DatabaseSync): boolean {
  try {
    database.exec('begin immediate; rollback')
    return true
  } catch (error) {
    return !isBusy(error)
  }
}

/** SQLite does not wait while another process turns the file to WAL or closes it as the last: so the wait is here. */
async function openDatabase(path: string, clock: Clock, tell: TellDates) {
  for (let tries = 1; ; tries++) {
    const database = new DatabaseSync(path)
    try {
      database.exec(SETUP)
      const time = openStoredTime(database, clock, tell)
      time.remember()
      return { database, time }
    } catch (error) {
      database.close()
      if (!isBusy(error) || tries === MAX_OPEN_TRIES) throw error
      await clock.delay(OPEN_RETRY_MILLISECONDS)
    }
  }
}

/**
 * SQLite would make the file readable for everyone. One that exists is not even opened: closing it again would drop the
 * locks that this process holds on it (https://sqlite.org/howtocorrupt.html §2.2); hence also no wait in between.
 */
function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
