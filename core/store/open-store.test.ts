import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { openStore } from './open-store.ts'

test.each([
  ['memory', []],
  ['sqlite', ['store.sqlite']],
])('%s is opened by its name, and leaves these files: %j', async (setting, files) => {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-store-'))
  const store = await openStore(setting, { folder, clock: systemClock })
  expect(await store.add('a', 'k', 'v')).toBe(true)
  expect(await store.add('a', 'k', 'v')).toBe(false)
  await store.close()
  expect(await readdir(folder)).toEqual(files)
  await rm(folder, { recursive: true })
})

test('a database of another program is left as it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-store-'))
  const path = join(folder, 'store.sqlite')
  const theirs = new DatabaseSync(path)
  theirs.exec('create table users(id integer); create table claims(id integer)')
  theirs.close()
  const before = await readFile(path)
  await expect(openStore('sqlite', { folder, clock: systemClock })).rejects.toThrow(
    /another program \(its tables are claims, users\).*KEYS_FOLDER/,
  )
  expect(await readFile(path)).toEqual(before)
  await rm(folder, { recursive: true })
})

test.each([
  [
    'a file that is no database',
    (path: string) => writeFile(path, 'no database '.repeat(100)),
    /Move that file away.*KEYS_FOLDER/,
  ],
  ['a folder in its place', (path: string) => mkdir(path), /Repair that file.*KEYS_FOLDER.*STORE/],
])('for %s it is said what to do, with the setting', async (_what, put, advice) => {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-store-'))
  await put(join(folder, 'store.sqlite'))
  await expect(openStore('sqlite', { folder, clock: systemClock })).rejects.toThrow(advice)
  await rm(folder, { recursive: true })
})

const UNKNOWN = /^the store must be .*sqlite, memory, redis.*postgres/
const UNREADABLE = /^the address of the Redis store \(STORE\) cannot be read/
const UNREADABLE_POSTGRES = /^the address of the PostgreSQL store \(STORE\) cannot be read/
const UNREACHABLE =
  /^the store rediss?:\/\/localhost:1 cannot be opened: .*ECONNREFUSED.*\. Start the Redis that STORE names/

test.each([
  ['', UNKNOWN],
  ['SQLITE', UNKNOWN],
  ['redsi://:secret@localhost', UNKNOWN],
  ['redis:/:secret@localhost', UNKNOWN],
  ['redis://:secret@localhost:port', UNREADABLE],
  ['redis://:secret@localhost:1/database', UNREADABLE],
  ['redis://:secret@localhost:1?enableOfflineQueue=true', UNREADABLE],
  ['redis://:secret%zz@localhost:1', UNREADABLE],
  ['redis://user:secret@localhost:1', UNREACHABLE],
  ['rediss://user:secret@localhost:1/2', UNREACHABLE],
  ['postgres:/:secret@localhost', UNKNOWN],
  ['mysql://:secret@localhost', UNKNOWN],
  ['postgres://:secret@localhost/d', UNREADABLE_POSTGRES],
  ['postgres://user:secret@localhost', UNREADABLE_POSTGRES],
  ['postgres://user:secret@localhost:port/d', UNREADABLE_POSTGRES],
  ['postgres://user:secret@localhost/d/e', UNREADABLE_POSTGRES],
  ['postgres://user:secret@localhost/d#e', UNREADABLE_POSTGRES],
  ['postgres://user:secret@localhost/d?options=-c', UNREADABLE_POSTGRES],
  ['postgres://user:secret%zz@localhost/d', UNREADABLE_POSTGRES],
  ['postgres://user:secret@localhost:1/d?sslmode=require', /^the sslmode of the PostgreSQL store/],
  [
    'postgres://user:secret@localhost:1/d',
    /^the store postgres:\/\/localhost:1\/d cannot be opened: .*ECONNREFUSED.*\. Start the PostgreSQL that STORE names/,
  ],
])('%j cannot be opened, and the error is one clear line without the password', async (setting, message) => {
  const error = await openStore(setting, { folder: '', clock: systemClock }).catch((error: unknown) => error)
  expect(error).toMatchObject({ message: expect.stringMatching(message) })
  const shown = inspect(error, { depth: 9 }).split('\n    at ')[0]
  expect(shown).not.toContain('secret')
})
