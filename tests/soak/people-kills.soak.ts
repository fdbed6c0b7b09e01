import { expect, test } from 'vitest'
import { expectNothingLost } from '../support/killed-writers.ts'
import { openPostgresDatabase, openSqliteDatabase } from '../support/people-stores.ts'
import { withPostgres } from '../support/postgres.ts'
import { soakSize } from '../support/soak-size.ts'

const LIVES = soakSize('SOAK_KILLS', 300)

test(`after each of ${LIVES} kills amid changes of a directory in a file, nothing that was acknowledged is lost`, async () => {
  const database = await openSqliteDatabase()
  const changes = await expectNothingLost(database, LIVES)
  console.log(`${changes} changes`)
  expect(changes).toBeGreaterThan(LIVES)
  await database.close()
})

withPostgres.test(`after each of ${LIVES} kills and crashes of PostgreSQL, nothing is lost either`, async () => {
  const database = await openPostgresDatabase()
  const changes = await expectNothingLost(database, LIVES, database.crash)
  console.log(`${changes} changes`)
  expect(changes).toBeGreaterThan(LIVES)
  await database.close()
})
