import { afterAll, beforeAll, expect, test } from 'vitest'
import { hostileToken } from '../../tests/support/hostile-tokens.ts'
import { beginLogin, openTestProvider, PROVIDER_URL, renewalOf } from './test-login.fixture.ts'

let login: Awaited<ReturnType<typeof openTestProvider>>
beforeAll(async () => void (login = await openTestProvider()))
afterAll(() => login.parts.close())

const END = `${PROVIDER_URL}/session/end`
const BACK = 'https://localhost:4743/'
const endWith = (more: Record<string, string>) => `${END}?${new URLSearchParams(more)}`

/** Is somebody logged in in this browser? */
const isLoggedIn = async ({ open }: ReturnType<typeof login.browser>) =>
  (await open(beginLogin({ prompt: 'none' }).url)).url.includes('?code=')

test('a logout is asked, ends the session and its tokens, and leads back to the application', async () => {
  const { browser, exchange } = await login.logIn()
  const tokens = await login.trade(exchange)
  const page = await browser.open(
    endWith({ id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: BACK, state: 's1' }),
  )
  expect(page.text).toContain('Log out?')
  expect(page.headers['content-security-policy']).toContain("form-action 'self' https://localhost:4743;")
  expect(await isLoggedIn(browser)).toBe(true) // a link alone ends nothing
  const again = await browser.open(endWith({ client_id: 'login-gateway', post_logout_redirect_uri: BACK, state: 's1' }))
  expect((await browser.send(again, { logout: 'yes' })).url).toBe(`${BACK}?state=s1`)
  expect(await isLoggedIn(browser)).toBe(false)
})

test('a refresh token outlives the logout, which is what offline_access asks for: the application takes it back itself', async () => {
  const { browser, exchange } = await login.logIn({ scope: 'openid offline_access' })
  const tokens = await login.trade(exchange)
  await browser.send(await browser.open(END), { logout: 'yes' })
  const next = await login.trade(renewalOf(tokens))
  expect(next.status).toBe(200)
  await login.trade({ token: next.refresh_token ?? '' }, '/token/revocation')
  expect(await login.trade(renewalOf(next))).toMatchObject({ status: 400, error: 'invalid_grant' })
})

test('who would rather stay stays', async () => {
  const { browser } = await login.logIn()
  await browser.send(await browser.open(END), {})
  expect(await isLoggedIn(browser)).toBe(true)
})

test.each([
  'https://evil.test/',
  'https://localhost:4743',
  'https://localhost:4743/other',
  'https://localhost:4743/?next=https://evil.test',
  'https://localhost:4743@evil.test/',
  '//evil.test',
  'javascript:alert(1)',
])('a logout leads to no other address than one that is registered: %s', async (post_logout_redirect_uri) => {
  const { browser } = await login.logIn()
  const refused = await browser.open(endWith({ client_id: 'login-gateway', post_logout_redirect_uri }))
  expect([refused.status, refused.url.startsWith(PROVIDER_URL)]).toEqual([400, true])
})

test('an address for which no application stands is not followed', async () => {
  const { browser } = await login.logIn()
  const page = await browser.open(endWith({ post_logout_redirect_uri: BACK }))
  const said = await browser.send(page, { logout: 'yes' })
  expect([said.url, said.text.includes('You are logged out')]).toEqual([`${END}/success`, true])
})

test('no page of others logs anybody out', async () => {
  const { browser } = await login.logIn()
  const page = await browser.open(END)
  const foreign = { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' }
  expect((await browser.send(page, { logout: 'yes' }, foreign)).status).toBe(403)
  expect((await browser.send(page, { logout: 'yes', xsrf: 'x' })).status).toBe(400)
  expect(
    (await browser.send({ ...page, text: page.text.replace(/name="xsrf"/, 'name="y"') }, { logout: 'yes' })).status,
  ).toBe(400)
  expect(await isLoggedIn(browser)).toBe(true)
})

test('where nobody is logged in it says so, by a form without a script, and goes on', async () => {
  const browser = login.browser()
  const page = await browser.open(endWith({ client_id: 'login-gateway', post_logout_redirect_uri: BACK }))
  expect(page.text).toContain('Nobody is logged in')
  expect(page.text).not.toContain('<script')
  expect((await browser.send(page, {})).url).toBe(BACK)
})

test('an ID token whose key is gone logs out all the same: it is worth as much as the name of the application', async () => {
  const { browser, exchange } = await login.logIn()
  const { id_token = '' } = await login.trade(exchange)
  const [header = '', ...rest] = id_token.split('.')
  const old = { ...JSON.parse(Buffer.from(header, 'base64url').toString()), kid: 'of-long-ago' }
  const hint = [Buffer.from(JSON.stringify(old)).toString('base64url'), ...rest].join('.')
  const page = await browser.open(endWith({ id_token_hint: hint, post_logout_redirect_uri: BACK }))
  expect((await browser.send(page, {})).url).toBe(BACK)
  const forged = await hostileToken('sig-bit-flipped', id_token)
  expect((await browser.open(endWith({ id_token_hint: forged, post_logout_redirect_uri: BACK }))).status).toBe(400)
})

test.each([
  '/auth/%2e%2e',
  '/auth/..%2fjwks',
  '/auth/%00',
  '/auth/%',
  '/session/end/',
  '/auth?client_id=%ff&client_id=x',
  '/auth?prompt=login&prompt=none&scope=offline_access',
  `/auth?state=${'x'.repeat(7000)}`,
  '/interaction/x',
  '/session/end?id_token_hint=a.b.c',
])('an odd address is answered by a page of ours, without a stack: %s', async (path) => {
  const answer = await login.ask('GET', `${PROVIDER_URL}${path}`, { accept: 'text/html' })
  expect([path, answer.status]).toEqual([path, expect.toBeOneOf([200, 400, 404, 405, 414])])
  expect([answer.headers['content-type'], /node_modules|at \w+ \(/.test(answer.text)]).toEqual([
    'text/html; charset=utf-8',
    false,
  ])
})
