import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { decideLogin, type LoginRequest } from './login.ts'
import { REFUSAL_STATUS } from './refusals.ts'
import { STEPHEN } from './tokens.fixture.ts'

const REQUEST: LoginRequest = { username: 'stoke', password: 'admin' }

/** A directory with one person. */
const authenticate = ({ username, password }: LoginRequest) =>
  Promise.resolve([STEPHEN.username, STEPHEN.email].includes(username) && password === 'admin' ? STEPHEN : undefined)

/** It, and what was said of guesses. */
function openLogin(isFull = false) {
  const wrong: string[] = []
  const guesses = { isFull: () => isFull, wrong: (name: string) => Promise.resolve(void wrong.push(name)) }
  return { parts: { authenticate, guesses }, wrong }
}

test('by name or by e-mail address, and nobody whose password is right waits for the guesses of others', async () => {
  const { parts, wrong } = openLogin(true)
  expect(await decideLogin(REQUEST, parts)).toBe(STEPHEN)
  expect(await decideLogin({ ...REQUEST, username: STEPHEN.email }, parts)).toBe(STEPHEN)
  expect(wrong).toEqual([])
})

test('an unknown name and a wrong password are refused alike, and each waits', async () => {
  const { parts, wrong } = openLogin()
  for (const change of [{ username: 'nobody' }, { password: 'x' }])
    await expect(decideLogin({ ...REQUEST, ...change }, parts)).rejects.toMatchObject({ reason: 'wrong-credentials' })
  expect(wrong).toEqual(['nobody', 'stoke'])
})

test('guesses at a name are counted together, however it is written', async () => {
  const { parts, wrong } = openLogin()
  for (const username of ['a b', 'A B', ' a  B ', 'ａ b'])
    await expect(decideLogin({ ...REQUEST, username }, parts)).rejects.toMatchObject({ reason: 'wrong-credentials' })
  expect(new Set(wrong)).toEqual(new Set(['a b']))
})

test('while too many guesses at a name wait, further ones are refused at once', async () => {
  const { parts, wrong } = openLogin(true)
  await expect(decideLogin({ ...REQUEST, password: 'x' }, parts)).rejects.toMatchObject({ reason: 'too-many-guesses' })
  expect(wrong).toEqual([])
})

test('whoever lacks a required claim hears of it only with the right password', async () => {
  const { parts } = openLogin()
  const required = [{ test: 'acc' }]
  await expect(decideLogin({ ...REQUEST, required }, parts)).rejects.toMatchObject({ reason: 'claims-missing' })
  await expect(decideLogin({ ...REQUEST, required, password: 'x' }, parts)).rejects.toMatchObject({ reason: 'wrong-credentials' }) // prettier-ignore
})

test('A.9, item 7: the original has one answer for all, and ours has 403 where 403 is meant', () => {
  expect(Object.values(REFUSAL_STATUS).every(({ stoke }) => stoke === 401)).toBe(true)
  expect(REFUSAL_STATUS['claims-missing'].strict).toBe(403)
})

test('the page says with which status each dialect says no', async () => {
  const page = await readFile(new URL('README.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| `([a-z-]+)`:[^|]*\| (\d+) +\| (\d+) +\|$/gm)]
  const told = rows.map(([, reason, strict, stoke]) => [reason, { strict: Number(strict), stoke: Number(stoke) }])
  expect(Object.fromEntries(told)).toEqual(REFUSAL_STATUS)
})
