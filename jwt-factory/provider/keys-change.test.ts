import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { keysForFaults } from '../control/published-keys.ts'
import { LOGIN_RING } from './login-ring.ts'
import { beginLogin, exchangeOf, openTestProvider, TESTER, type TradedTokens } from './test-login.fixture.ts'

let login: Awaited<ReturnType<typeof openTestProvider>>
beforeAll(async () => void (login = await openTestProvider()))
afterAll(() => login.parts.close())

const kidOf = ({ id_token = '' }: TradedTokens) => decodeProtectedHeader(id_token).kid
const published = async (): Promise<string[]> =>
  (await login.ask('GET', '/login/jwks')).body.keys.map(({ kid }: { kid: string }) => kid)
const renew = async (query = '') => (await login.ask('POST', `/login/keys${query}`, {}, '')).body.kid
const loggedIn = async () => {
  const browser = login.browser()
  return { browser, kid: kidOf(await login.trade((await login.logIn({}, browser)).exchange)) }
}

test('keys change in the midst of a login: it goes on, the new key signs, and the earlier one stays published', async () => {
  const { kid: before } = await loggedIn()
  const [browser, begun] = [login.browser(), beginLogin()]
  const form = await browser.open(begun.url)
  const prepared = await renew('?prepare=1')
  expect(new Set(await published())).toEqual(new Set([before, prepared]))
  expect(await renew()).toBe(prepared)
  const tokens = await login.trade(exchangeOf(await browser.send(form, TESTER), begun.verifier))
  expect(kidOf(tokens)).toBe(prepared)
  expect(new Set(await published())).toEqual(new Set([before, prepared]))
})

test('a session outlives a change of keys, and goes at once when its key is revoked', async () => {
  const { browser, kid } = await loggedIn()
  const later = await loggedIn()
  await renew()
  expect((await browser.open(beginLogin().url)).url).toContain('/callback?code=') // its cookie is signed by the new one now
  await login.parts.rings.revoke(LOGIN_RING, String(kid))
  expect(await published()).not.toContain(kid)
  expect((await later.browser.open(beginLogin().url)).text).toContain('name="password"')
})

test('the factory is started anew in the midst of a login: it goes on', async () => {
  const store = createMemoryStore(systemClock)
  const before = await openTestProvider({ store, ringsInStore: true })
  onTestFinished(() => before.parts.close())
  const [browser, begun] = [before.browser(), beginLogin()]
  const form = await browser.open(begun.url)
  const after = await openTestProvider({ store, ringsInStore: true, keysFolder: before.parts.keysFolder })
  const next = after.browser()
  for (const [name, cookie] of browser.cookies) next.cookies.set(name, cookie)
  const back = await next.send(form, TESTER)
  expect(await after.trade(exchangeOf(back, begun.verifier))).toMatchObject({ status: 200 })
})

test('nobody can name the ring of the provider, and no issuer signs with it', async () => {
  const [kid] = await published()
  for (const path of ['/issuers/login/keys', '/issuers/login/jwks', '/keys/%40login%40RS256']) {
    const { status, text } = await login.ask('GET', path)
    expect([path, status, text.includes(String(kid))]).toEqual([path, expect.toBeOneOf([400, 404]), false])
  }
  expect((await login.ask('POST', '/issuers/login/token', {}, 'grant_type=client_credentials')).status).toBe(404)
  expect((await login.ask('GET', '/utils/jwks')).text).not.toContain(String(kid))
})

test('what faults of key sets know of the provider are its own keys', async () => {
  const { rings, issuers } = login.parts
  const kids = keysForFaults(rings, issuers)
    .snapshot()('/login/jwks')
    .map(({ kid }) => kid)
  expect(new Set(kids)).toEqual(new Set(await published()))
  expect(kids).not.toHaveLength(0)
})
