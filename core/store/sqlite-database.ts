import type { DatabaseSync, DatabaseSyncOptions } from 'node:sqlite'

/**
 * A database of Node's own SQLite, which is read when somebody needs one: who keeps all in memory has less to load, and a Node that is too
 * old for it can say so before it fails.
 * @throws what SQLite says
 */
export function newDatabase(path: string, options: DatabaseSyncOptions = {}): DatabaseSync {
  const sqlite = process.getBuiltinModule('node:sqlite')
  return new sqlite.DatabaseSync(path, options)
}
