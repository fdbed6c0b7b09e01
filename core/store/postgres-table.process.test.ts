import { expect, onTestFinished } from 'vitest'
import { startPostgres, withPostgres } from '../../tests/support/postgres.ts'
import { untilDone } from '../../tests/support/until.ts'
import { systemClock } from '../clock.ts'
import { openPostgresStore } from './postgres-store.ts'
import { POSTGRES_STATEMENTS } from './postgres-table.ts'

/** Much more than it waits for a lock. Milliseconds. */
const BOUND = 60_000

withPostgres.test('whoever starts while another one makes the table waits until it is made', async () => {
  const postgres = await startPostgres()
  onTestFinished(() => postgres.stop())
  await postgres.run(`create schema twice; create role maker login;
      grant all on schema twice to maker; alter role maker set search_path = twice`)
  const making = POSTGRES_STATEMENTS.make.replace(/^\s*begin;/, 'set local search_path = twice;').replace(/commit$/, '')
  const commit = await postgres.hold(`${making} alter table jwt_sandbox_store owner to maker;`)
  onTestFinished(commit)
  const opening = openPostgresStore(postgres.url.replace('postgres@', 'maker@'), systemClock, BOUND)
  opening.catch(() => {}) // looked at below
  const oneWaits = `do $$ begin if not exists (select from pg_locks where not granted) then raise 'nobody waits'; end if; end $$`
  await untilDone('one waits', () => postgres.run(oneWaits))
  await commit()
  const store = await opening
  expect(await store.add('a', 'k', 'v')).toBe(true)
  await store.close()
})
