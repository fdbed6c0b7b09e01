import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { addEntry, changeEntry } from './changes.ts'
import { createDirectory } from './directory.ts'
import { LONGEST_DIRECTORY, type DirectoryDocument } from './document.ts'
import { smallDirectory, smallUser, STRICT_RULES } from './small-directory.fixture.ts'

const { document: small, ids } = smallDirectory()

/** Two factories with one store, and the small directory in it. */
async function setUp() {
  const store = createMemoryStore(manualClock('2026-11-27T12:00:00Z'))
  const [one, other] = [createDirectory(store), createDirectory(store)]
  await one.change(() => small)
  return { store, one, other }
}

const addUser = (username: string) => (document: DirectoryDocument) =>
  addEntry(document, 'users', smallUser(username), STRICT_RULES).document

/** Everybody in it takes all the room that there is. */
const fill = (document: DirectoryDocument): DirectoryDocument => ({
  ...document,
  users: document.users.map((user) => ({ ...user, lastName: 'x'.repeat(LONGEST_DIRECTORY) })),
})

test('a person is found by name and by e-mail address, exactly as it is written, with groups and claims', async () => {
  const { other } = await setUp()
  const found = await other.find('tester')
  expect(found).toMatchObject({
    id: ids.user,
    username: 'tester',
    email: 'tester@people.test',
    passwordHash: 'hash',
    salt: 'salt',
    groups: ['Readers', 'Writers'],
    claims: { log: 'w,r' },
  })
  expect(await other.find('tester@people.test')).toEqual(found)
  expect(await other.findById(ids.user)).toEqual(found)
  for (const name of ['Tester', 'tester ', '', 'nobody']) expect(await other.find(name)).toBeUndefined()
  expect(await other.findById(ids.read)).toBeUndefined()
})

test('in a directory that nobody has filled there is nobody', async () => {
  const directory = createDirectory(createMemoryStore(manualClock('2026-11-27T12:00:00Z')), 'empty')
  expect(await directory.find('tester')).toBeUndefined()
  expect((await directory.read()).version).toBe(0)
})

test('of many who change it at two factories at once, each has its change, and each change a version', async () => {
  const { one, other } = await setUp()
  const { version } = await one.read()
  const names = Array.from({ length: 30 }, (_, at) => `user-${at}`)
  await Promise.all(names.map((name, at) => (at % 2 ? one : other).change(addUser(name))))
  const { users, version: after } = await other.read()
  expect(users.map(({ username }) => username).sort()).toEqual(['tester', ...names].sort())
  expect(new Set(users.map(({ id }) => id)).size).toBe(31)
  expect(after).toBe(version + 30)
})

test('of many who take one name at once, one gets it, and the others hear that it is taken', async () => {
  const { one, other } = await setUp()
  const tries = Array.from({ length: 10 }, (_, at) => (at % 2 ? one : other).change(addUser('wanted')))
  const results = await Promise.allSettled(tries)
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ reason: 'taken' })
})

test('what one factory changes, the other sees at once', async () => {
  const { one, other } = await setUp()
  expect((await other.find('tester'))?.claims).toEqual({ log: 'w,r' })
  await one.change((document) => changeEntry(document, 'users', ids.user, { groups: [ids.readers] }, STRICT_RULES))
  expect((await other.find('tester'))?.claims).toEqual({ log: 'r' })
})

test('a change that is refused, or changes nothing, writes nothing', async () => {
  const { store, one } = await setUp()
  const before = await store.list('directories')
  await expect(one.change(addUser('tester'))).rejects.toMatchObject({ reason: 'taken' })
  await one.change((document) => document)
  expect(await store.list('directories')).toEqual(before)
})

test('it grows to its bound and no further, and what is in it stays', async () => {
  const { one } = await setUp()
  await expect(one.change(fill)).rejects.toMatchObject({ reason: 'full' })
  expect((await one.find('tester'))?.lastName).toBe('B')
})

test('two directories of one store know nothing of each other', async () => {
  const { store } = await setUp()
  expect(await createDirectory(store, 'others').find('tester')).toBeUndefined()
})
