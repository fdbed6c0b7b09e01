import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type PostgresServer, startPostgres, withPostgres } from '../../tests/support/postgres.ts'
import { untilDone } from '../../tests/support/until.ts'
import { systemClock } from '../clock.ts'
import { openStore } from './open-store.ts'
import { openPostgresStore } from './postgres-store.ts'
import { storeContract } from './store.contract.ts'
import { type Store, StoreUnavailable } from './store.ts'

/** Much more than the store waits, less than for ever. Milliseconds. */
const BOUND = 60_000

withPostgres.describe('the PostgreSQL store', () => {
  let postgres: PostgresServer
  /** One that is not cut short because the machine is slow. */
  const open = (url = postgres.url) => openPostgresStore(url, systemClock, BOUND)
  /** With the patience of every day, for what is to fail. */
  const openSoon = () => openPostgresStore(postgres.url, systemClock)
  const as = (user: string, database = 'postgres') =>
    postgres.url.replace('postgres@', `${user}@`).replace(/postgres$/, database)
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  storeContract('PostgreSQL', async () => ({
    stores: await Promise.all([open(), open()]), // both make the table
    clock: systemClock,
  }))

  test('keys that no index would take are keys like any other', async () => {
    const store = await open()
    const long = Array.from({ length: 3000 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000))).join('')
    expect(await store.add(long, long, long)).toBe(true)
    expect(await store.list(long)).toEqual([[long, long]])
    await store.close()
  })

  test('what a role or a database is set up with does not change what the store promises', async () => {
    await postgres.run(`create role odd login; grant all on schema public to odd; grant all on jwt_sandbox_store to odd;
      alter role odd set default_transaction_isolation = 'serializable'; alter role odd set timezone = 'Asia/Tokyo';
      alter role odd set extra_float_digits = -10; alter role odd set datestyle = 'German';
      alter role odd set bytea_output = 'escape'; alter role odd set client_encoding = 'LATIN1'`)
    const store = await open(as('odd'))
    expect(await store.add('odd', 'Zoë 🔑', '0', systemClock.now() + BOUND)).toBe(true)
    const increment = async () => {
      for (;;) {
        const seen = (await store.get('odd', 'Zoë 🔑')) ?? 'gone'
        if (await store.update('odd', 'Zoë 🔑', seen, String(Number(seen) + 1))) return
      }
    }
    await Promise.all(Array.from({ length: 50 }, increment))
    expect(await store.list('odd')).toEqual([['Zoë 🔑', '50']])
    await store.close()
  })

  test('whoever may only read and write the table of somebody else needs nothing more', async () => {
    await postgres.run(`create role plain login;
      grant select, insert, update, delete on jwt_sandbox_store to plain`)
    const store = await open(as('plain'))
    expect(await store.add('plain', 'k', 'v')).toBe(true)
    expect(await store.delete('plain', 'k')).toBe(true)
    await store.close()
  })

  test('what has expired goes from the table, now and then, and what lives stays', async () => {
    const store = await open()
    const longAgo = systemClock.now() - 600_000
    await Promise.all(Array.from({ length: 600 }, (_, at) => store.set('swept', String(at), 'v', longAgo)))
    await Promise.all(Array.from({ length: 256 }, () => store.set('swept', 'lives', 'v', systemClock.now() + BOUND)))
    await postgres.run(`do $$ begin
      if (select count(*) from jwt_sandbox_store where expires_at < ${longAgo + 60_000}) > 256 then raise 'not swept'; end if;
    end $$`)
    expect(await store.list('swept')).toEqual([['lives', 'v']])
    await store.close()
  })

  test('a store that is closed is unavailable at once, and what was asked before is still answered', async () => {
    const store = await open()
    const asked = Array.from({ length: 20 }, () => store.get('a', 'b'))
    await store.close()
    await store.close()
    expect(await Promise.all(asked)).toEqual(Array(20).fill(undefined))
    await expect(store.get('a', 'b')).rejects.toThrow(/the connection was closed/)
  })

  test('an error does not show what was to be stored', async () => {
    const store = await open()
    await postgres.run(`alter table jwt_sandbox_store add constraint short check (length(value) < 20000)`)
    const error = await store.set('a', 'k', 'stored-secret '.repeat(2000)).catch((error: unknown) => error)
    await postgres.run(`alter table jwt_sandbox_store drop constraint short`)
    expect(error).toBeInstanceOf(StoreUnavailable)
    expect(inspect(error, { depth: 9 })).toMatch(/23514/)
    expect(inspect(error, { depth: 9 })).not.toContain('-secret')
    await store.close()
  })

  test('one that accepts no writes says so, and is read all the same', async () => {
    await postgres.run(`create role reader login; grant select on jwt_sandbox_store to reader;
      alter role reader set default_transaction_read_only = on`)
    const store = await open(as('reader'))
    expect(await store.get('a', 'k')).toBeUndefined()
    await expect(store.add('a', 'k', 'v')).rejects.toMatchObject({ detail: expect.stringMatching(/no writes/) })
    await store.close()
  })

  test('a PostgreSQL of another time is no store; one that is a little ahead forgets nothing too early', async () => {
    for (const ahead of [-120_000, 120_000])
      await expect(openPostgresStore(postgres.url, clockAt(ahead), BOUND)).rejects.toThrow('Set both clocks')
    const behind = clockAt(-30_000) // the server is ahead of us
    const store = await openPostgresStore(postgres.url, behind, BOUND)
    expect(await store.add('spent', 'id', '', behind.now() + 20_000)).toBe(true)
    expect(await store.add('spent', 'id', '', behind.now() + 20_000)).toBe(false)
    expect(await store.update('spent', 'id', '', 'x', behind.now() + 20_000)).toBe(true)
    await store.close()
  })

  test('what waits for a lock is given up at the server, too: it does not happen later', async () => {
    const [store, other] = [await openSoon(), await open()]
    await other.set('locked', 'k', 'first')
    const release = await postgres.hold(`update jwt_sandbox_store set key = key where value = 'first'`)
    onTestFinished(release)
    await expect(store.set('locked', 'k', 'late')).rejects.toThrow(StoreUnavailable)
    const nobodyWaits = `do $$ begin if exists (select from pg_locks where not granted) then raise 'one waits'; end if; end $$`
    await untilDone('nobody waits', () => postgres.run(nobodyWaits))
    await release()
    expect(await other.get('locked', 'k')).toBe('first')
    await Promise.all([store.close(), other.close()])
  })

  test('when it dies the store is unavailable within a bounded time; when it is back, it works again', async () => {
    const store = await openSoon()
    await store.set('kept', 'k', 'v')
    await postgres.crash()
    const begin = systemClock.monotonic()
    await Promise.all(questions(store).map((ask) => expect(ask).rejects.toThrow(StoreUnavailable)))
    await expect(openSoon()).rejects.toThrow(/127\.0\.0\.1:\d+\/postgres cannot be opened: .*ECONNREFUSED/)
    expect(systemClock.monotonic() - begin).toBeLessThan(BOUND)
    await postgres.restart()
    await untilDone('it can be read', () => store.get('kept', 'k'))
    expect(await store.get('kept', 'k')).toBe('v')
    expect(await store.list('asked')).toEqual([]) // what was given up while it was away does not happen now
    await store.close()
  })

  test('when it hangs the store is unavailable within a bounded time, and closes; so is a new one', async () => {
    const [store, other] = [await openSoon(), await openSoon()]
    postgres.freeze()
    const begin = systemClock.monotonic()
    await Promise.all(questions(store).map((ask) => expect(ask).rejects.toThrow(StoreUnavailable)))
    await expect(openSoon()).rejects.toThrow(StoreUnavailable)
    await store.close()
    expect(systemClock.monotonic() - begin).toBeLessThan(BOUND)
    postgres.thaw()
    await untilDone('it can be written to', () => other.set('b', 'k', 'v'))
    await other.close()
  })

  test('over TLS its certificate is checked, by the authority that is named', async () => {
    await postgres.run('create role encrypted login; grant all on jwt_sandbox_store to encrypted')
    const checked = `${as('encrypted')}?sslmode=verify-full`
    const store = await open(`${checked}&sslrootcert=${postgres.caFile}`)
    expect(await store.add('tls', 'k', 'v')).toBe(true)
    await store.close()
    await expect(open(as('encrypted'))).rejects.toThrow(/28000/) // in plain: the server lets nobody in
    await expect(openNamed(checked)).rejects.toThrow(/certificate.*sslrootcert=FILE/)
    await expect(open(`${checked}&sslrootcert=/nowhere/ca.pem`)).rejects.toThrow(/cannot be opened: ENOENT/)
  })

  test('it lets in who has the password; for whoever it does not, it is said what to do, and no password is shown', async () => {
    await postgres.run(`create role guarded login password 'right&secret'`)
    await postgres.run('create database fresh')
    await postgres.run(`create database foreign_letters encoding 'LATIN1' locale 'C' template template0`)
    await expect(openNamed(as('guarded:right%26secret', 'fresh'))).rejects.toThrow(/42501.*GRANT CREATE/)
    await expect(openNamed(as('guarded:right%26secret', 'nowhere'))).rejects.toThrow(/3D000.*Make that database/)
    await expect(openNamed(as('guarded:right%26secret', 'foreign_letters'))).rejects.toThrow(/LATIN1.*ENCODING 'UTF8'/)
    for (const user of ['guarded', 'guarded:wrong-secret', 'nobody:wrong-secret']) {
      const error = await openNamed(as(user)).catch((error: unknown) => error)
      expect(error).toBeInstanceOf(StoreUnavailable)
      expect(inspect(error, { depth: 9 })).toMatch(/Write user and password into STORE/)
      expect(inspect(error, { depth: 9 })).not.toContain('wrong-secret')
    }
  })
})

const questions = (store: Store): Promise<unknown>[] => [
  store.get('asked', 'k'),
  store.set('asked', 'k', 'v'),
  store.add('asked', 'k', 'v'),
  store.update('asked', 'k', 'v', 'w'),
  store.delete('asked', 'k'),
  store.list('asked'),
]

/** What is asserted is what the server says, and not that it was slow. */
const openNamed = (setting: string) => openStore(setting, { folder: '', clock: systemClock, patience: BOUND })

const clockAt = (ahead: number) => ({ ...systemClock, now: () => systemClock.now() + ahead })
