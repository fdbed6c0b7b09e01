import { closeSync, openSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { watchFiles } from './same-files.ts'
import { newDatabase } from './sqlite-database.ts'
import { isBusy } from './sqlite-errors.ts'
import { openStoredTime, type StoredTime, type StoredTimeParts } from './stored-time.ts'

/**
 * How long one statement waits for another process, in milliseconds; this process stands still meanwhile. Enough for the
 * short writes of others; whoever holds the file for longer is waited for in lock-wait.ts.
 */
const BUSY_TIMEOUT = 10
const OPEN_RETRY_MILLISECONDS = 25
const MAX_OPEN_TRIES = 200

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

/** What SQLite has open beside the file itself, as long as one process uses it. */
const FURTHER_FILES = ['-wal', '-shm']

export interface OpenedFile {
  database: DatabaseSync
  time: StoredTime
  /** The path of the first of its files that was removed or replaced since; undefined while all are there. */
  goneFile: () => string | undefined
}

/**
 * Opens a file of SQLite as a store, and makes it when it is not there: readable for nobody else.
 * @throws what the platform or SQLite says
 */
export async function openSqliteFile(path: string, parts: StoredTimeParts): Promise<OpenedFile> {
  createPrivately(path)
  // SQLite does not wait while another process turns the file to WAL or closes it as the last: so the wait is here.
  for (let tries = 1; ; tries++) {
    const database = newDatabase(path)
    try {
      refuseForeign(database)
      database.exec(SETUP)
      const time = openStoredTime(database, parts)
      time.remember()
      return { database, time, goneFile: watchFiles([path, ...FURTHER_FILES.map((end) => path + end)]) }
    } catch (error) {
      database.close()
      if (!isBusy(error) || tries === MAX_OPEN_TRIES) throw error
      await parts.clock.delay(OPEN_RETRY_MILLISECONDS)
    }
  }
}

/** Nothing of ours is written into what another program has made. */
function refuseForeign(database: DatabaseSync): void {
  const names = database.prepare("select name from sqlite_master where type = 'table' order by name").all()
  const tables = names.map(({ name }) => String(name))
  if (tables.length === 0 || tables.includes('kv')) return
  throw new Error(`${OF_ANOTHER} (its tables are ${tables.slice(0, MOST_TABLES_NAMED).join(', ')})`)
}

const OF_ANOTHER = 'it is the database of another program'
const MOST_TABLES_NAMED = 20

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
