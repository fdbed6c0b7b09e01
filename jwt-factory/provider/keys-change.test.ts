import { decodeProtectedHeader } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { beginLogin, exchangeOf, openTestLogin, TESTER, type TradedTokens } from './test-login.fixture.ts'

const kidOf = ({ id_token = '' }: TradedTokens) => decodeProtectedHeader(id_token).kid

async function open(...options: Parameters<typeof openTestLogin>) {
  const login = await openTestLogin(...options)
  onTestFinished(() => login.parts.close())
  const published = async (): Promise<string[]> => (await login.ask('GET', '/login/jwks')).body.keys.map(({ kid }: { kid: string }) => kid) // prettier-ignore
  const renew = async (query = '') => (await login.ask('POST', `/login/keys${query}`, {}, '')).body.kid
  return { ...login, published, renew, remove: (kid = '') => login.parts.rings.revoke('@login@RS256', kid) }
}

test('keys change in the midst of a login: it goes on, the new key signs, and the earlier one stays published', async () => {
  const { browser: openBrowser, trade, published, renew, logIn } = await open()
  const before = kidOf(await trade((await logIn()).exchange))
  const [browser, begun] = [openBrowser(), beginLogin()]
  const form = await browser.open(begun.url)
  const prepared = await renew('?prepare=1')
  expect(await published()).toEqual([before, prepared])
  const after = await renew()
  expect(after).toBe(prepared)
  const tokens = await trade(exchangeOf(await browser.send(form, TESTER), begun.verifier))
  expect(kidOf(tokens)).toBe(after)
  expect(await published()).toEqual([after, before])
})

test('a revoked key is gone at once, and with it the sessions that were begun under it', async () => {
  const { browser: openBrowser, published, logIn, trade, remove } = await open()
  const browser = openBrowser()
  const kid = kidOf(await trade((await logIn({}, browser)).exchange))
  expect((await browser.open(beginLogin().url)).url).toContain('/callback?code=')
  await remove(kid)
  expect(await published()).not.toContain(kid)
  expect((await browser.open(beginLogin().url)).text).toContain('name="password"')
})

test('a session outlives a change of keys, as long as the earlier key is published', async () => {
  const { browser: openBrowser, logIn, renew } = await open()
  const browser = openBrowser()
  await logIn({}, browser)
  await renew()
  expect((await browser.open(beginLogin().url)).url).toContain('/callback?code=')
})

test('the factory is started anew in the midst of a login: it goes on', async () => {
  const store = createMemoryStore(systemClock)
  const before = await open({ store, ringsInStore: true })
  const [browser, begun] = [before.browser(), beginLogin()]
  const form = await browser.open(begun.url)
  const after = await openTestLogin({ store, ringsInStore: true, keysFolder: before.parts.keysFolder })
  const next = after.browser()
  for (const [name, cookie] of browser.cookies) next.cookies.set(name, cookie)
  const back = await next.send(form, TESTER)
  expect(await after.trade(exchangeOf(back, begun.verifier))).toMatchObject({ status: 200 })
})

test('nobody can name the ring of the provider, and no issuer signs with it', async () => {
  const { ask, published } = await open()
  const [kid] = await published()
  for (const path of ['/issuers/login/keys', '/issuers/login/jwks', '/keys/%40login%40RS256']) {
    const answer = await ask('GET', path)
    expect([path, answer.status, answer.text.includes(String(kid))]).toEqual([
      path,
      expect.toBeOneOf([400, 404]),
      false,
    ])
  }
  expect((await ask('POST', '/issuers/login/token', {}, 'grant_type=client_credentials')).status).toBe(404)
  expect((await ask('GET', '/utils/jwks')).text).not.toContain(String(kid))
})
