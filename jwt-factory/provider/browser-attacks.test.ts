import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginLogin, exchangeOf, openTestProvider, PROVIDER_URL, TESTER } from './test-login.fixture.ts'

let login: Awaited<ReturnType<typeof openTestProvider>>
beforeAll(async () => void (login = await openTestProvider()))
afterAll(() => login.parts.close())

const STOKE = { username: 'stoke', password: 'admin' }
const session = ({ cookies }: ReturnType<typeof login.browser>) => cookies.get('__Secure-login-5443 /login')?.value

test('the page of a login is for the browser that began it: nobody is led to that of somebody else', async () => {
  const attacker = login.browser()
  const form = await attacker.open(beginLogin().url)
  const victim = login.browser()
  expect((await victim.open(form.url)).status).toBe(400)
  expect((await victim.send(form, TESTER)).status).toBe(400)
  await victim.open(beginLogin().url) // they have one of their own
  expect((await victim.open(form.url)).status).toBe(400)
  const mine = [...victim.cookies.values()]
  for (const cookie of mine) victim.cookies.set(`${cookie.name} /`, { ...cookie, path: '/' }) // however its cookies are sent along
  expect((await victim.send(form, TESTER)).status).toBe(400)
})

test('no page of others sends the form, not even with the right password', async () => {
  const browser = login.browser()
  const form = await browser.open(beginLogin().url)
  for (const headers of [
    { origin: 'https://evil.test' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])
    expect((await browser.send(form, TESTER, headers)).status).toBe(403)
  expect((await browser.send(form, TESTER)).url).toContain('?code=')
})

test('the session that somebody logs in with is not the one that the browser brought along', async () => {
  const browser = login.browser()
  await browser.open(`${PROVIDER_URL}/session/end`) // a session in which nobody has logged in
  const planted = session(browser)
  expect(planted).toBeDefined()
  const { back } = await login.logIn({}, browser)
  expect(back.url).toContain('?code=')
  expect(session(browser)).not.toBe(planted)
  const attacker = login.browser()
  for (const [name, cookie] of browser.cookies) attacker.cookies.set(name, { ...cookie, value: cookie.value === session(browser) ? String(planted) : cookie.value }) // prettier-ignore
  expect((await attacker.open(beginLogin({ prompt: 'none' }).url)).url).not.toContain('?code=')
})

test('a cookie that was changed, or has another signature, opens nothing', async () => {
  const { browser } = await login.logIn()
  const other = (await login.logIn({}, login.browser())).browser
  for (const part of ['__Secure-login-5443', '__Secure-login-5443.sig']) {
    const thief = login.browser()
    for (const [name, cookie] of browser.cookies) thief.cookies.set(name, cookie)
    const stolen = [...other.cookies.values()].find(({ name }) => name === part)
    if (stolen) thief.cookies.set(`${part} /login`, stolen)
    expect((await thief.open(beginLogin({ prompt: 'none' }).url)).url).toContain('error=login_required')
  }
})

test('cookies are for no script, for TLS alone, and for the provider alone', async () => {
  const answer = await login.ask('GET', beginLogin().url)
  const lines = [answer.headers['set-cookie'] ?? []].flat()
  expect(lines.length).toBeGreaterThan(0)
  for (const line of lines)
    for (const part of [
      /^__Secure-login[\w.-]*=[\w.-]+;/,
      /; path=\/login\//i,
      /; samesite=lax/i,
      /; secure/i,
      /; httponly/i,
    ])
      expect(line).toMatch(part)
})

test('when somebody else logs in in this browser, the first one is logged out by a form, and nobody gets their code', async () => {
  const { browser } = await login.logIn()
  const begun = beginLogin({ prompt: 'login' })
  const form = await browser.open(begun.url)
  const between = await browser.send(form, STOKE)
  expect(between.text).toContain('Somebody else is logged in')
  expect(between.text).not.toContain('<script')
  const back = await browser.send(between, {})
  const tokens = await login.trade(exchangeOf(back, begun.verifier))
  const { preferred_username } = JSON.parse(Buffer.from(tokens.id_token?.split('.')[1] ?? '', 'base64url').toString())
  expect(preferred_username).toBe('stoke')
})

test('whatever a host says that asks, addresses are those of the issuer', async () => {
  const headers = {
    host: 'jwt-factory',
    'x-forwarded-host': 'evil.test',
    'x-forwarded-proto': 'http',
    forwarded: 'host=evil.test',
  }
  const { body } = await login.ask('GET', `${PROVIDER_URL}/.well-known/openid-configuration`, headers)
  const addresses = Object.values(body).filter((value) => /^https?:/.test(String(value)))
  expect(addresses.length).toBeGreaterThan(5)
  for (const address of addresses) expect(address).toMatch(/^https:\/\/localhost:5443\/login/)
  const begun = await login.ask('GET', beginLogin().url, headers)
  expect(begun.headers['location']).toMatch(/^\/login\/interaction\//)
})

test('who cancels is sent back without a code', async () => {
  const browser = login.browser()
  const back = await browser.send(await browser.open(beginLogin().url), { cancel: '1' })
  expect(back.url).toMatch(/^https:\/\/localhost:4743\/callback\?error=access_denied/)
})
