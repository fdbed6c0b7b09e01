import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginLogin, openTestProvider, PROVIDER_URL, TESTER } from './test-login.fixture.ts'

let login: Awaited<ReturnType<typeof openTestProvider>>
beforeAll(async () => void (login = await openTestProvider()))
afterAll(() => login.parts.close())

const BEGUN = '__Secure-login-5443-begun'
const begunOf = ({ cookies }: ReturnType<typeof login.browser>) =>
  [...cookies.entries()].filter(([, { name }]) => name === BEGUN)
const kept = async (...kinds: string[]) =>
  (await Promise.all(kinds.map((kind) => login.parts.store.list(`provider.${kind}`)))).flat()

test('however many begin to log in, nothing is kept of it here: nobody is kept from logging in by that', async () => {
  for (let at = 0; at < 30; at++) expect((await login.ask('GET', beginLogin().url)).status).toBe(303)
  expect(await kept('Interaction', 'Begun', 'Session', 'Guest')).toEqual([])
  expect((await login.logIn({}, login.browser())).back.url).toContain('?code=')
  expect(await kept('Interaction', 'Begun')).toEqual([])
})

test('however many ask for the page of a logout, nothing is kept of it here, and who goes on is sent back', async () => {
  for (let at = 0; at < 5; at++) expect((await login.ask('GET', `${PROVIDER_URL}/session/end`)).status).toBe(200)
  const browser = login.browser()
  const way = { client_id: 'login-gateway', post_logout_redirect_uri: 'https://localhost:4743/' }
  const asked = await browser.open(`${PROVIDER_URL}/session/end?${new URLSearchParams(way)}`)
  expect(asked.text).toContain('Nobody is logged in')
  expect(await kept('Guest')).toEqual([])
  expect((await browser.send(asked, { xsrf: 'x' })).status).toBe(400)
  expect((await browser.send(asked, {})).url).toBe(way.post_logout_redirect_uri)
})

/** Sends the form, and goes no further. */
function sendAlone(
  { cookies }: ReturnType<typeof login.browser>,
  { url }: { url: string },
  fields: Record<string, string>,
) {
  const cookie = [...cookies.values()].map(({ name, value }) => `${name}=${value}`).join('; ')
  const sent = { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost:5443', cookie }
  return login.ask('POST', url, sent, new URLSearchParams(fields).toString())
}

test('who cancels leaves nothing here either', async () => {
  const browser = login.browser()
  const form = await browser.open(beginLogin().url)
  expect((await sendAlone(browser, form, { cancel: '1' })).status).toBe(303)
  expect(await kept('Interaction', 'Begun')).toEqual([])
  expect((await browser.send(form, { cancel: '1' })).url).toContain('error=access_denied')
})

test('that somebody has shown a password is kept here, and good once', async () => {
  const browser = login.browser()
  const form = await browser.open(beginLogin().url)
  const { headers } = await sendAlone(browser, form, TESTER)
  const given = [headers['set-cookie'] ?? []].flat().filter((line: string) => line.startsWith(`${BEGUN}=`))
  expect(given.filter((line: string) => !line.startsWith(`${BEGUN}=;`))).toEqual([])
  expect(await kept('Interaction')).toHaveLength(1)
  const thief = login.browser()
  for (const [place, cookie] of browser.cookies) thief.cookies.set(place, cookie)
  const goesOn = new URL(String(headers['location']), PROVIDER_URL).href
  expect((await browser.open(goesOn)).url).toContain('?code=')
  expect((await thief.open(goesOn)).url).not.toContain('?code=')
})

test('a login that says more than a cookie takes goes on all the same', async () => {
  const long = beginLogin({ state: 's'.repeat(3000) })
  const browser = login.browser()
  const form = await browser.open(long.url)
  expect([begunOf(browser).length, (await kept('Begun')).length]).toEqual([0, 1])
  const back = await browser.send(form, TESTER)
  expect(new URL(back.url).searchParams.get('state')).toHaveLength(3000)
  expect(await kept('Begun', 'Interaction')).toEqual([])
})

test('the cookie of one login opens no other, and none that was changed opens any', async () => {
  const [one, other] = [login.browser(), login.browser()]
  const form = await one.open(beginLogin().url)
  await other.open(beginLogin().url)
  const [[place = '', mine] = []] = begunOf(one)
  const [[, theirs] = []] = begunOf(other)
  if (!mine || !theirs) throw new Error('both have begun')
  const [header, , ...sealed] = mine.value.split('.')
  const changed = [header, '', ...sealed.slice(0, 1), `A${sealed[1]}`, ...sealed.slice(2)].join('.')
  for (const value of [theirs.value, changed, '', 'x'.repeat(8000)]) {
    one.cookies.set(place, { ...mine, value })
    expect((await one.send(form, TESTER)).status, value.slice(0, 10)).toBe(400)
  }
  one.cookies.set(place, mine)
  expect((await one.send(form, TESTER)).url).toContain('?code=')
})

test('what a browser had of a login that is over logs nobody in without a password', async () => {
  const browser = login.browser()
  const form = await browser.open(beginLogin().url)
  const before = new Map(browser.cookies)
  expect((await browser.send(form, TESTER)).url).toContain('?code=')
  expect(begunOf(browser)).toEqual([])
  const thief = login.browser()
  for (const [place, cookie] of before) thief.cookies.set(place, cookie)
  for (const [place, cookie] of before)
    // at the address where a login goes on, too
    if (cookie.name === BEGUN) thief.cookies.set(`${place} copy`, { ...cookie, path: '/login/auth' })
  const uid = new URL(form.url).pathname.split('/').at(-1)
  expect((await thief.open(`https://localhost:5443/login/auth/${uid}`)).url).not.toContain('?code=')
})
