/** What SQLite refuses: busy, full, damaged, read-only, closed. Anything else that is thrown is a bug. */
const REFUSALS = new Set<unknown>(['ERR_SQLITE_ERROR', 'ERR_INVALID_STATE'])

export const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && REFUSALS.has(error.code)

/** Primary result code (https://sqlite.org/rescode.html); the extended ones have it in their low byte. */
const BUSY = 5

/** The disk is full, or the file may grow no more. */
const SQLITE_FULL = 13

export const isFull = (error: unknown): boolean => primaryCode(error) === SQLITE_FULL

/** The file, or what SQLite puts beside it, may only be read. */
const SQLITE_READONLY = 8

export const isReadOnly = (error: unknown): boolean => primaryCode(error) === SQLITE_READONLY

/** Another connection holds the lock that is wanted. */
export const isBusy = (error: unknown): boolean => primaryCode(error) === BUSY

const primaryCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined
