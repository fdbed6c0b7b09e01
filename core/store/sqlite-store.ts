import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../clock.ts'
import { errorText } from '../error-text.ts'
import { createLockWait, type LockWait } from './lock-wait.ts'
import type { TellDates } from './stored-time.ts'
import { byKey, checkedExpiry, fromText, toText } from './values.ts'
import { isBusy, isFull, isReadOnly, isRefusal } from './sqlite-errors.ts'
import { openSqliteFile, type OpenedFile } from './sqlite-file.ts'
import { createSqliteRoom } from './sqlite-room.ts'
import { DISK_FULL, FILE_GONE, type Store, StoreUnavailable } from './store.ts'

export const STORE_FILE = 'store.sqlite'

const LIVE = '(expires_at is null or expires_at > :now)'

/**
 * State in the one file of a folder, shared by every process that opens it.
 * @param clock by which entries expire
 * @param machine by which a locked file is waited for, and by which it is sure that time has passed
 * @param maxBytes what the file may take; by itself, what sqlite-room.ts says
 * @throws StoreUnavailable when the file cannot be made, read or written
 */
export const openSqliteStore = (
  folder: string,
  clock: Clock,
  tell?: TellDates,
  machine?: Clock,
  maxBytes?: number,
): Promise<Store> => openSqliteStoreAt(join(folder, STORE_FILE), clock, tell, machine, maxBytes)

/**
 * The same in a file that somebody else has named.
 * @param path absolute; its folder is made when it is not there
 * @throws StoreUnavailable when the file cannot be made, read or written
 */
export async function openSqliteStoreAt(
  path: string,
  clock: Clock,
  tell: TellDates = () => {},
  machine = clock,
  maxBytes?: number,
): Promise<Store> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    return storeOn(await openSqliteFile(path, { clock, machine, tell }), { clock, machine, maxBytes })
  } catch (error) {
    const reason = isReadOnly(error) ? NOT_WRITABLE : errorText(error)
    throw new StoreUnavailable(`the store ${path} cannot be opened: ${reason}`, { cause: error })
  }
}

const NOT_WRITABLE = 'it cannot be written to'

interface StoreParts {
  clock: Clock
  machine: Clock
  maxBytes: number | undefined
}

function storeOn(file: OpenedFile, { clock, machine, maxBytes }: StoreParts): Store {
  const { database, time } = file
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
  const room = createSqliteRoom(database, time, maxBytes)
  const now = () => ({ now: clock.now() })
  const { read, write } = askPatiently(file, machine)

  return {
    get: (space, key) =>
      read(() => {
        const found = get.get({ ...row(space, key), ...now() })
        return found && fromText(String(found.value))
      }),
    set: (space, key, value, expiresAt) =>
      write(() => {
        room.make(expiresAt)
        set.run({ ...row(space, key), ...content(value, expiresAt) })
      }),
    add: (space, key, value, expiresAt) =>
      write(() => {
        room.make(expiresAt)
        return add.run({ ...row(space, key), ...content(value, expiresAt), ...now() }).changes === 1
      }),
    update: (space, key, expected, value, expiresAt) =>
      write(() => {
        room.make() // in place of another
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

/** For so long nobody looks whether what is read stands in the files that others see. Milliseconds. */
const FILES_SEEN_FOR = 1000

/** What was written to a file that is gone does not count, nor what is read from it: nobody else knows of it. */
function askPatiently({ database, goneFile }: OpenedFile, clock: Clock): LockWait {
  const lock = createLockWait({ isBusy, isFree: () => isUnlocked(database), clock })
  let lookedAt = clock.monotonic()
  let gone: string | undefined
  function look(): void {
    lookedAt = clock.monotonic()
    gone = goneFile()
  }
  function answerOf<Answer>(answer: Answer): Answer {
    if (gone !== undefined) throw new StoreUnavailable(`${gone} ${WAS_REPLACED}`, { detail: FILE_GONE })
    return answer
  }
  return {
    async read(question) {
      const answer = await lock.read(question).catch(refuse)
      if (clock.monotonic() - lookedAt >= FILES_SEEN_FOR) look()
      return answerOf(answer)
    },
    async write(question) {
      const answer = await lock.write(question).catch(refuse)
      look()
      return answerOf(answer)
    },
  }
}

const WAS_REPLACED =
  'was removed or replaced while this process used it. Put it back as it was (moved, not copied), or start the process again'

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
