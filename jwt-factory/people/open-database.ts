import type { Clock } from '#core/clock'
import type { StoreLog } from '#core/store/backends'
import { openStore } from '#core/store/open-store'
import { openSqliteStoreAt } from '#core/store/sqlite-store'
import { StoreUnavailable, type Store } from '#core/store/store'
import type { PeopleDatabase } from './config/people-config.ts'

/** @throws StoreUnavailable, with what to write in the configuration */
export async function openDatabase(
  database: PeopleDatabase,
  { clock, log }: { clock: Clock; log: StoreLog },
): Promise<Store> {
  if (database.type === 'postgres')
    return openStore(database.url, { folder: '', clock, log, postgresWords: IN_POSTGRES_BLOCK })
  return openSqliteStoreAt(database.file, clock).catch((error: unknown) => {
    if (!(error instanceof StoreUnavailable)) throw error
    const advice = /its tables are .*\bclaim_groups\b/.test(error.message) ? OF_STOKE : NAME_ANOTHER
    throw new StoreUnavailable(`${error.message}. ${advice}`, { cause: error.cause })
  })
}

const IN_POSTGRES_BLOCK = {
  login: 'database.postgres: user, and password',
  database: 'database.postgres.database',
  tls: 'extra_args: "sslmode=verify-full sslrootcert=FILE" in database.postgres names your own authority; "sslmode=disable" encrypts nothing',
  start: 'database.postgres names, or name another one there. database.type: sqlite needs none',
}
const NAME_ANOTHER = 'Name another file in database.sqlite.file.'
const OF_STOKE =
  'It is that of Stoke, which stays as it is: name another file in database.sqlite.file, and write its people into a file for -dbinit.'
