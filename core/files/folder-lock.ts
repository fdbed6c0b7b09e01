import { dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../clock.ts'
import { isBusy } from '../store/sqlite-errors.ts'
import { lockFault, openLockFile } from './lock-file.ts'
import { canWriteTo, makePrivateFolder } from './private-file.ts'

/** SQLite may put a journal with a longer name beside it. */
export const LOCK_FILE = '.lock'

const RETRY_MILLISECONDS = 25
const MAX_TRIES = 2400 // one minute

/** The last task of this process for each lock file, until it has ended. */
const lastTasks = new Map<string, Promise<unknown>>()

/**
 * Runs a task while nobody else holds the lock of this folder. Tasks of this process take turns; another process is
 * waited for. The lock is one of SQLite's: the operating system releases it when its holder dies, so a kill leaves
 * nothing to clean up and no stale lock to guess about. Where nothing can be written there is nothing to exclude others
 * from: the task runs, and fails when it has to write.
 * @throws Error when another process has held the lock for a minute; FileUnavailable when its file is no lock
 */
export async function withFolderLock<Result>(
  folder: string,
  task: () => Promise<Result>,
  clock: Clock,
): Promise<Result> {
  await makePrivateFolder(folder)
  if (!(await canWriteTo(folder))) return task()
  const file = join(folder, LOCK_FILE)
  const before = lastTasks.get(file)
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  lastTasks.set(file, ended)
  await before
  try {
    return await runLocked(file, task, clock)
  } finally {
    end()
    if (lastTasks.get(file) === ended) lastTasks.delete(file)
  }
}

async function runLocked<Result>(file: string, task: () => Promise<Result>, clock: Clock): Promise<Result> {
  const lock = openLockFile(file)
  try {
    await acquire(lock, file, clock)
    return await task()
  } finally {
    lock.close()
  }
}

async function acquire(lock: DatabaseSync, file: string, clock: Clock): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    try {
      lock.exec('BEGIN EXCLUSIVE')
      return
    } catch (error) {
      if (!isBusy(error)) throw lockFault(file, error)
      await clock.delay(RETRY_MILLISECONDS)
    }
  }
  throw new Error(`another process has held the lock of ${dirname(file)} for a minute`)
}
