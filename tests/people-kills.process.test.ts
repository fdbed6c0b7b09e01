import { expect, test } from 'vitest'
import { expectNothingLost } from './support/killed-writers.ts'
import { openPostgresDatabase, openSqliteDatabase } from './support/people-stores.ts'
import { withPostgres } from './support/postgres.ts'

/** The soak has many. */
const SOME_KILLS = 3

test('two who change a directory in one file are killed: nothing that was acknowledged is lost, and each change is whole', async () => {
  const database = await openSqliteDatabase()
  expect(await expectNothingLost(database, SOME_KILLS)).toBeGreaterThan(SOME_KILLS)
  await database.close()
})

withPostgres.test('the same with PostgreSQL, which crashes in the middle, too', async () => {
  const database = await openPostgresDatabase()
  expect(await expectNothingLost(database, SOME_KILLS, database.crash)).toBeGreaterThan(SOME_KILLS)
  await database.close()
})
