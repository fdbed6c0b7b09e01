import { basename } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { newDatabase } from '../store/sqlite-database.ts'
import { isFull } from '../store/sqlite-errors.ts'
import { FileUnavailable } from './file-trouble.ts'

/**
 * Opens the file of a lock, which is an empty database of SQLite.
 * @throws FileUnavailable for what can be none, such as a folder
 */
export function openLockFile(file: string): DatabaseSync {
  try {
    return newDatabase(file, { timeout: 0 })
  } catch (error) {
    throw lockFault(file, error)
  }
}

/**
 * What SQLite says of the file of a lock names no file: a crash of the machine, or a person, may have left anything there.
 * @param file its path, which the cause alone has: it is for whoever starts the process
 */
export function lockFault(file: string, error: unknown): FileUnavailable {
  const why = error instanceof Error ? error.message : String(error)
  const cause = Object.assign(new Error(why, { cause: error }), {
    code: isFull(error) ? 'ENOSPC' : 'ELOCK',
    path: file,
  })
  return new FileUnavailable(`the lock "${basename(file)}" cannot be used: ${why}`, { cause })
}
