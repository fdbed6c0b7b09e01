import { expect, onTestFinished, test } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { createFactory } from '../../factory.ts'
import { START } from '../../test-factory.ts'
import { openTestParts } from '../../test-parts.ts'
import { EMPTY_DIRECTORY } from '../directory/document.ts'
import { rememberingPasswords } from './known-passwords.ts'
import { createPlayDirectories } from './play-directories.ts'
import request from '../../../tests/support/request.ts'

const PLAYS = '/plays/people'

async function open() {
  const parts = await openTestParts({ start: START, ringIds: [], peopleMachine: systemClock })
  onTestFinished(() => parts.close())
  const http = request(createFactory(parts))
  const openPlay = async (body: object = { dialect: 'strict' }): Promise<string> =>
    (await http.post(PLAYS).send(body).expect(201)).body.directory
  return {
    ...parts,
    http,
    openPlay,
    login: (name: string, username = 'tester', password = 'tester') =>
      http.post(`${PLAYS}/${name}/login`).send({ username, password }),
    kept: async () => (await parts.store.list('play-people.directories')).length,
  }
}

test('each play has people of its own, and they are gone when it is over', async () => {
  const { openPlay, login, http, kept } = await open()
  const [one, other] = [await openPlay(), await openPlay()]
  await http.post(`${PLAYS}/${one}/changes`).send({ gives: { group: 'log readers', claim: 'ship', value: 'acc' } }).expect(200) // prettier-ignore
  const shipOf = async (name: string) =>
    JSON.parse(Buffer.from((await login(name).expect(200)).body.token.split('.')[1], 'base64url').toString()).ship
  expect([await shipOf(one), await shipOf(other)]).toEqual(['acc', undefined])
  await http.delete(`${PLAYS}/${one}`).expect(200)
  await login(one).expect(404)
  expect(await kept()).toBe(1)
})

test('a play that does not end is over after five minutes, also where it has changed something', async () => {
  const { openPlay, login, http, clock, kept } = await open()
  const name = await openPlay()
  clock.advance({ minutes: 4 })
  await http.post(`${PLAYS}/${name}/changes`).send({ takes_out: { username: 'tester', group: 'log writers' } }).expect(200) // prettier-ignore
  clock.advance({ minutes: 5, seconds: 1 })
  await login(name).expect(404)
  expect(await kept()).toBe(0)
})

test('there is room for many plays, and no more: then it is said when to come again', async () => {
  const clock = manualClock(START)
  const store = createMemoryStore(clock)
  const directories = createPlayDirectories(store, clock.now)
  const openOne = () => directories.open({ dialect: 'stoke', unsafeClaims: false }, EMPTY_DIRECTORY)
  const refusals: Error[] = []
  for (let at = 0; at < 3000; at++) await openOne().catch((error: Error) => refusals.push(error))
  expect(await store.list('directories')).toHaveLength(3000 - refusals.length)
  expect(refusals.length).toBeGreaterThanOrEqual(2000)
  for (const refusal of refusals)
    expect(refusal).toMatchObject({ type: 'too-many-requests', headers: { 'retry-after': '2' } })
  clock.advance({ minutes: 6 })
  expect(await openOne()).toMatch(/^stoke-\d+$/)
})

test('people of plays have a password that everybody knows: they are nothing beyond their play', async () => {
  const { http, openPlay, login, store } = await open()
  const { token, refresh } = (await login(await openPlay()).expect(200)).body
  await http.post('/api/renew').set('authorization', `Bearer ${token}`).send({ refresh }).expect(401)
  const kidsAt = async (path: string) => (await http.get(path).expect(200)).body.keys.map(({ kid }: { kid: string }) => kid) // prettier-ignore
  expect(await kidsAt('/api/pkeys')).not.toContain((await kidsAt(`${PLAYS}/pkeys`))[0])
  expect(await store.list('example-people.people-families')).toEqual([])
})

test.each(['strict-1', 'strict-5000000', '__proto__', 'people', 'strict-unsafe-stoke-1'])(
  '%s is no directory of a play',
  async (name) => {
    const { login } = await open()
    await login(name).expect(404)
  },
)

test('a directory of a play takes a comma where it was opened for that, and says why not', async () => {
  const { http, openPlay } = await open()
  const give = (name: string) => http.post(`${PLAYS}/${name}/changes`).send({ gives: { group: 'log writers', claim: 'stk', value: 'x,S' } }) // prettier-ignore
  expect((await give(await openPlay()).expect(409)).body.reason).toBe('comma')
  await give(await openPlay({ dialect: 'strict', unsafe_claims: true })).expect(200)
  expect((await give('strict-1').expect(404)).body.title).toBeDefined()
})

test('whoever brings the token of a person changes what the letters in it let them', async () => {
  const { http, openPlay, login } = await open()
  const name = await openPlay({ dialect: 'strict', unsafe_claims: true })
  const changes = () => http.post(`${PLAYS}/${name}/changes`)
  const takeOut = (token: string) => changes().set('authorization', `Bearer ${token}`).send({ takes_out: { username: 'reader', group: 'log readers' } }) // prettier-ignore
  const tokenNow = async () => (await login(name).expect(200)).body.token
  const early = await tokenNow()
  expect((await takeOut(early).expect(403)).body.reason).toBe('no-letter')
  expect((await takeOut('x.y.z').expect(403)).body.reason).toBe('malformed')
  await changes()
    .send({ gives: { group: 'log writers', claim: 'stk', value: 'x,U' } })
    .expect(200)
  await takeOut(early).expect(403)
  await takeOut(await tokenNow()).expect(200)
  const gives = { gives: { group: 'log writers', claim: 'a', value: 'b' } }
  const byUser = await changes()
    .set('authorization', `Bearer ${await tokenNow()}`)
    .send(gives)
    .expect(403)
  expect(byUser.body.reason).toBe('no-letter') // U changes users, and no claims
})

test('a known password costs one hash, however many come at once; a wrong one costs one each', async () => {
  let hashes = 0
  const { check } = rememberingPasswords({
    check: async (password) => {
      hashes++
      if (password === 'busy') throw new Error('busy')
      return password === 'tester'
    },
  })
  const stored = { passwordHash: 'a', salt: 'b' }
  const all = (password: string, count: number) => Array.from({ length: count }, () => check(password, stored))
  expect(new Set(await Promise.all(all('tester', 100)))).toEqual(new Set([true]))
  expect(await check('tester', stored)).toBe(true)
  expect(hashes).toBe(1)
  for (let guess = 0; guess < 20; guess++) expect(await check(`wrong ${guess}`, stored)).toBe(false)
  expect(hashes).toBe(21)
  await expect(check('busy', stored)).rejects.toThrow('busy')
  await expect(check('busy', stored)).rejects.toThrow('busy')
  // The wrong ones have taken no room.
  for (let again = 0; again < 2; again++) expect(await check('tester', { ...stored, salt: 'c' })).toBe(true)
  expect(await check('tester', undefined)).toBe(true) // whoever is not known is looked at each time
  expect(hashes).toBe(25)
})
