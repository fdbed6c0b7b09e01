import { createMemoryStore } from '#core/store/memory-store'
import { systemClock } from '#core/clock'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openTestProvider, renewalOf } from './test-login.fixture.ts'

const OFFLINE = { scope: 'openid profile offline_access' }

let login: Awaited<ReturnType<typeof openTestProvider>>
beforeAll(async () => void (login = await openTestProvider()))
afterAll(() => login.parts.close())

/** Two factories with one store and one folder of keys. */
async function openTwo() {
  const store = createMemoryStore(systemClock)
  const one = await openTestProvider({ store, ringsInStore: true })
  onTestFinished(() => one.parts.close())
  const keys = { store, ringsInStore: true, keysFolder: one.parts.keysFolder }
  await one.ask('GET', '/login/keys') // so that the other one finds it
  return { one, other: await openTestProvider(keys) }
}

test('a code is good once; who brings it a second time ends what the first one got', async () => {
  const { logIn, trade } = login
  const { exchange } = await logIn(OFFLINE)
  const first = await trade(exchange)
  expect(first.status).toBe(200)
  expect(await trade(exchange)).toMatchObject({ status: 400, error: 'invalid_grant' })
  expect(await trade(renewalOf(first))).toMatchObject({ status: 400, error: 'invalid_grant' })
})

test('two factories on one store give tokens once for a code that comes to both in one moment', async () => {
  const { one, other } = await openTwo()
  for (let round = 0; round < 3; round++) {
    const { exchange } = await one.logIn(OFFLINE)
    const answers = await Promise.all([one, other, one, other].map(({ trade }) => trade(exchange)))
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1)
    for (const { status, error } of answers) if (status !== 200) expect([status, error]).toEqual([400, 'invalid_grant'])
  }
})

test('a login that was begun at one factory goes on at the other, and its refresh token is known there', async () => {
  const { one, other } = await openTwo()
  const { exchange } = await one.logIn(OFFLINE)
  const tokens = await other.trade(exchange)
  expect(tokens.status).toBe(200)
  expect(await one.trade(renewalOf(tokens))).toMatchObject({ status: 200 })
})

test('a refresh token is good once; who brings it a second time ends all of that login', async () => {
  const { logIn, trade } = login
  const first = await trade((await logIn(OFFLINE)).exchange)
  const second = await trade(renewalOf(first))
  expect(second.status).toBe(200)
  expect(await trade(renewalOf(first))).toMatchObject({ status: 400, error: 'invalid_grant' })
  expect(await trade(renewalOf(second))).toMatchObject({ status: 400, error: 'invalid_grant' })
})

test.each([
  ['a resource of somebody else', { resource: 'https://other.test' }, 'invalid_target'],
  ['a scope that the login does not have', { scope: 'openid admin' }, 'invalid_scope'],
])('a refresh token that comes with %s is refused, and not used up by that', async (_what, more, error) => {
  const { logIn, trade } = login
  const first = await trade((await logIn(OFFLINE)).exchange)
  expect(await trade({ ...renewalOf(first), ...more })).toMatchObject({ status: 400, error })
  const second = await trade({ ...renewalOf(first), resource: 'https://webui' })
  expect(second.status).toBe(200)
  expect((await trade(renewalOf(second))).status).toBe(200)
})

test('a refresh token that comes ten times at once is good once at most', async () => {
  const { logIn, trade } = login
  const first = await trade((await logIn(OFFLINE)).exchange)
  const answers = await Promise.all(Array.from({ length: 10 }, () => trade(renewalOf(first))))
  expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1)
})

test('a refresh token that was taken back is one no longer, and an access token cannot be taken back', async () => {
  const { logIn, trade } = login
  const tokens = await trade((await logIn(OFFLINE)).exchange)
  const revoke = (token = '') => trade({ token }, '/token/revocation')
  expect(await revoke(tokens.access_token)).toMatchObject({ status: 400, error: 'unsupported_token_type' })
  expect(await revoke(tokens.refresh_token)).toMatchObject({ status: 200 })
  expect(await trade(renewalOf(tokens))).toMatchObject({ status: 400, error: 'invalid_grant' })
})

test.each([
  ['another verifier', { code_verifier: 'x'.repeat(43) }],
  ['no verifier', { code_verifier: '' }],
  ['another address', { redirect_uri: 'https://localhost:4743/' }],
  ['no address', { redirect_uri: '' }],
])('a code with %s is worth nothing', async (_what, more) => {
  const { logIn, trade } = login
  const { exchange } = await logIn()
  expect((await trade({ ...exchange, ...more })).status).toBe(400)
})

test('whoever reads the store finds nothing that opens a session, a code or a refresh token', async () => {
  const { exchange, browser } = await login.logIn(OFFLINE)
  const { refresh_token = '' } = await login.trade(exchange)
  const spaces = ['Session', 'Interaction', 'AuthorizationCode', 'RefreshToken', 'Grant'].map(
    (kind) => `provider.${kind}`,
  )
  const all = await Promise.all(spaces.map((space) => login.parts.store.list(space)))
  expect(all.map((entries) => entries.length > 0)).toEqual([true, false, true, true, true])
  const kept = JSON.stringify(all)
  const cookies = [...browser.cookies.values()].map(({ value }) => value)
  for (const secret of [exchange.code, refresh_token, ...cookies]) expect(kept).not.toContain(secret)
})
