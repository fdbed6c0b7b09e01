import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '../clock.ts'
import { isBusy } from '../store/sqlite-errors.ts'
import { canWriteTo, makePrivateFolder } from './private-file.ts'

/** SQLite may put a journal with a longer name beside it. */
export const LOCK_FILE = '.lock'

const RETRY_MILLISECONDS = 25
const MAX_TRIES = 2400 // one minute

/**
 * Runs a task while no other process holds the lock of this folder. The lock is one of SQLite's: the operating system
 * releases it when its holder dies, so a kill leaves nothing to clean up and no stale lock to guess about. Where nothing
 * can be written there is nothing to exclude others from: the task runs, and fails when it has to write.
 * @throws Error when the lock cannot be had within a minute
 */
export async function withFolderLock<Result>(folder: string, task: () => Promise<Result>): Promise<Result> {
  await makePrivateFolder(folder)
  if (!(await canWriteTo(folder))) return task()
  const lock = new DatabaseSync(join(folder, LOCK_FILE), { timeout: 0 })
  try {
    await acquire(lock, folder)
    return await task()
  } finally {
    lock.close()
  }
}

async function acquire(lock: DatabaseSync, folder: string): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    try {
      lock.exec('BEGIN EXCLUSIVE')
      return
    } catch (error) {
      if (!isBusy(error)) throw error
      await systemClock.delay(RETRY_MILLISECONDS)
    }
  }
  throw new Error(`another process has held the lock of ${folder} for a minute`)
}
