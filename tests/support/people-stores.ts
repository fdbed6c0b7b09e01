import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '#core/clock'
import { createLog } from '#core/log'
import { openStore } from '#core/store/open-store'
import { openSqliteStoreAt } from '#core/store/sqlite-store'
import type { Store } from '#core/store/store'
import { temporaryFolder } from './folders.ts'
import { startPostgres } from './postgres.ts'

/** Nobody reads it. */
export const silentLog = createLog({
  name: 'people',
  level: 'silent',
  format: 'json',
  clock: systemClock,
  write: () => {},
})

/** A database of people that several programs use. */
export interface PeopleDatabase {
  /** As a configuration of Stoke has it. */
  block: string
  /** As `STORE` has it, or a file. */
  address: string
  open(): Promise<Store>
  /** Ends what keeps it, and starts it again; a file needs nothing of this. */
  crash?(): Promise<void>
  close(): Promise<void>
}

export async function openSqliteDatabase(): Promise<PeopleDatabase> {
  const folder = await temporaryFolder()
  const file = join(folder, 'stoke.db')
  return {
    block: `{type: sqlite, sqlite: {file: ${JSON.stringify(file)}}}`,
    address: file,
    open: () => openSqliteStoreAt(file, systemClock),
    close: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

export async function openPostgresDatabase(): Promise<PeopleDatabase> {
  const { url, crash, restart, stop } = await startPostgres()
  return {
    block: `{type: postgres, postgres: {host: 127.0.0.1, port: ${new URL(url).port}, database: postgres, user: postgres, extra_args: sslmode=disable}}`,
    address: `${url}?sslmode=disable`,
    open: () =>
      openStore(`${url}?sslmode=disable`, { folder: '', clock: systemClock, patience: 60_000, log: silentLog }),
    async crash() {
      await crash()
      await restart()
    },
    close: stop,
  }
}
