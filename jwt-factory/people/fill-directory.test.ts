import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { readInitFile } from './dbinit/read-init-file.ts'
import { createDirectory, type Directory } from './directory/directory.ts'
import { STRICT_RULES } from './directory/small-directory.fixture.ts'
import { fillDirectory } from './fill-directory.ts'

const FACTS = { init: undefined, createsStokeClaims: false, rules: STRICT_RULES, now: 0 }
const HASH = Buffer.alloc(64).toString('base64')

function setUp() {
  const store = createMemoryStore(manualClock(0))
  const told: string[] = []
  const made: string[] = []
  const maker = {
    make: (password: string) => Promise.resolve({ passwordHash: `hash of ${made.push(password)}`, salt: 'salt' }),
    tellPassword: (name: string, password: string) => void told.push(`${name} ${password}`),
  }
  return { open: () => createDirectory(store), told, made, maker }
}

test('the first start makes a superuser and tells the password once, however many start at once', async () => {
  const { open, told, made, maker } = setUp()
  await Promise.all([fillDirectory(open(), FACTS, maker), fillDirectory(open(), FACTS, maker)])
  await fillDirectory(open(), FACTS, maker)
  const { users, journal } = await open().read()
  expect(journal?.unfiled.map(({ what, on }) => [what, on])).toEqual([['make-superuser', undefined]])
  expect(JSON.stringify(journal)).not.toMatch(/hash|salt/)
  const [stored = 0] = users.map(({ passwordHash }) => Number(passwordHash.slice('hash of '.length)))
  expect([users.length, told]).toEqual([1, [`sadmin ${made[stored - 1]}`]])
})

test('a password is written before somebody has it, and taken back where nobody gets it', async () => {
  const { open, told, made, maker } = setUp()
  const [one, other] = [open(), open()]
  const steps: string[] = []
  const passwordFile = {
    inTurn: (work: () => Promise<void>) => work(),
    write: async (password: string) => void steps.push(`write ${password}`, `${(await one.read()).users.length} users`),
    remove: () => Promise.resolve(void steps.push('remove')),
  }
  const failing = { ...passwordFile, write: () => Promise.reject(new Error('the disk is full')) }
  await expect(fillDirectory(one, FACTS, { ...maker, passwordFile: failing })).rejects.toThrow('the disk is full')
  expect([(await one.read()).users, told]).toEqual([[], []])
  let changes = 0
  const slower: Directory = {
    ...one,
    async change(change) {
      if (changes++ > 0) await fillDirectory(other, FACTS, maker)
      return one.change(change)
    },
  }
  await fillDirectory(slower, FACTS, { ...maker, passwordFile })
  expect(steps).toEqual([`write ${made[1]}`, '0 users', 'remove'])
  expect(told).toEqual([`sadmin ${made[2]}`])
})

test('where nobody knows whether the superuser was made, the password stays', async () => {
  const { open, maker, made } = setUp()
  const kept: string[] = []
  const passwordFile = {
    inTurn: (work: () => Promise<void>) => work(),
    write: (password: string) => Promise.resolve(void kept.push(password)),
    remove: () => Promise.resolve(void kept.pop()),
  }
  const one = open()
  const cut: Directory = {
    ...one,
    change: (change) => one.change(change).then((document) => (document.users.length > 0 ? Promise.reject(new Error('cut')) : document)), // prettier-ignore
  }
  await expect(fillDirectory(cut, FACTS, { ...maker, passwordFile })).rejects.toThrow('cut')
  await fillDirectory(one, FACTS, { ...maker, passwordFile })
  expect([kept, made]).toEqual([made, [expect.any(String)]])
})

test('where the file has somebody who may do everything, nobody is made, and the same file again changes nothing', async () => {
  const { open, told, maker } = setUp()
  const init = readInitFile(
    `users: [{username: a, first_name: a, last_name: a, email: a@a, password_hash: ${HASH}, password_salt: saltsalt, groups: [g]}]
groups: [{name: g, claims: [c]}]
claims: [{name: c, short_name: stk, value: S}]
`,
    'dbinit.yaml',
  )
  await fillDirectory(open(), { ...FACTS, init, createsStokeClaims: true }, maker)
  const { version, users, claims } = await open().read()
  await fillDirectory(open(), { ...FACTS, init, createsStokeClaims: true }, maker)
  expect((await open().read()).journal?.unfiled).toMatchObject([{ number: 1, at: 0, what: 'load-file' }])
  expect([(await open().read()).version, users.length, claims.length, told]).toEqual([version, 1, 9, []])
})

test('claims that are made without a file are not said to be of one', async () => {
  const { open, maker } = setUp()
  await fillDirectory(open(), { ...FACTS, createsStokeClaims: true }, maker)
  const { unfiled = [] } = (await open().read()).journal ?? {}
  expect(unfiled.map(({ what }) => what)).toEqual(['make-claims', 'make-superuser'])
})

test('what cannot be put into the directory is said to the person who starts it', async () => {
  const { open, maker, told } = setUp()
  const init = readInitFile(
    `users: [{username: sadmin, first_name: a, last_name: a, email: a@a, password_hash: ${HASH}, password_salt: saltsalt}]\n`,
    'dbinit.yaml',
  )
  const filling = fillDirectory(open(), { ...FACTS, init }, maker)
  await expect(filling).rejects.toThrow(/^The directory cannot be filled: there is a user with the name .*sadmin/)
  expect(told).toEqual([])
})

test('whoever has filled the directory to its bound keeps nothing from starting; a file that has no room is said', async () => {
  const { open, maker } = setUp()
  await fillDirectory(open(), FACTS, maker)
  const full = (await open().read()).groups.map((group) => ({ ...group, description: 'x'.repeat(1_998_700) }))
  const { version } = await open().change((document) => ({ ...document, groups: full }))
  await fillDirectory(open(), { ...FACTS, createsStokeClaims: true }, maker)
  expect((await open().read()).version).toBe(version)
  const init = readInitFile(`groups: [{name: g, description: ${'y'.repeat(900)}}]\n`, 'dbinit.yaml')
  await expect(fillDirectory(open(), { ...FACTS, init }, maker)).rejects.toThrow(/2 million letters at most/)
})

test('a file with nobody in it is loaded once as well', async () => {
  const { open, maker } = setUp()
  const init = readInitFile('users: []\n', 'dbinit.yaml')
  await fillDirectory(open(), { ...FACTS, init }, maker)
  expect((await open().read()).loaded).toHaveLength(1)
})
