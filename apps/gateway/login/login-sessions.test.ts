import { describe, expect, test } from 'vitest'
import { openGatewayLogin } from './login.fixture.ts'
import { COOKIE_OPTIONS, STORE_SESSIONS, type LoginSettings } from '#core/login/login-settings'

const inCookies = (allowRefreshing = true): Partial<LoginSettings> => ({
  session: { kind: 'cookie', allowRefreshing, cipherKey: new Uint8Array(32).fill(7) },
})

const KINDS: [string, Partial<LoginSettings>][] = [
  ['store', {}],
  ['cookie', inCookies()],
]

describe.each(KINDS)('a session in a %s', (kind, settings) => {
  test('goes on without a question to the provider, and its cookies are for browsers alone', async () => {
    const { browser, provider, seen } = await openGatewayLogin({ settings })
    const ada = browser()
    const back = await ada.logIn('/')
    const cookie = back.headers['set-cookie']?.find((text) => /session/.test(text))
    expect(cookie).toMatch(/; Path=\/; Max-Age=2592000; Secure; HttpOnly; SameSite=Lax$/)
    if (kind === 'cookie') expect(cookie).toMatch(/^__Host-login-session=/)
    ada.cookies.set('of-the-app', '1')
    await ada.ask('/a')
    await ada.ask('/b')
    expect(seen.map(({ url, headers }) => [url, headers.cookie])).toEqual([
      ['/a', 'of-the-app=1'],
      ['/b', 'of-the-app=1'],
    ])
    expect(provider.seen).toMatchObject({ token: 1, discovery: 1 })
  })

  test('is renewed before its tokens end, once for all who ask, and the cookies of the application stay', async () => {
    const { browser, provider, clock, seen } = await openGatewayLogin({ settings })
    const ada = browser()
    await ada.logIn()
    await ada.ask('/')
    clock.advance({ seconds: 599 })
    const before = new Map(ada.cookies)
    const replies = await Promise.all(Array.from({ length: 8 }, () => ada.ask('/')))
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200))
    expect(replies[0]?.headers['set-cookie']).toContain('of-the-app=1')
    expect(provider.seen.refreshes).toBe(1)
    expect(seen.at(-1)?.headers['jwt']).not.toBe(seen[0]?.headers['jwt'])
    // Asked before the browser had the new cookie.
    for (const [name, value] of before) ada.cookies.set(name, value)
    expect((await ada.ask('/')).status).toBe(200)
    expect(provider.seen.refreshes).toBe(1)
  })

  test('is over where the provider does not renew it, and where nothing may be renewed', async () => {
    const { browser, provider, clock } = await openGatewayLogin({ settings })
    const ada = browser()
    await ada.logIn()
    provider.state.faults.token = (response) =>
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}')
    clock.advance({ seconds: 599 })
    const over = await ada.ask('/')
    expect(over.status).toBe(302)
    expect([...ada.cookies.keys()].filter((name) => name.includes('session'))).toEqual([])
  })

  test('that may not be renewed ends with its tokens, by the clock of the gateway', async () => {
    const { session } = { ...settings, session: settings.session ?? STORE_SESSIONS }
    const fixed = { ...settings, session: { ...session, allowRefreshing: false } }
    const { browser, provider, clock } = await openGatewayLogin({ settings: fixed })
    const ada = browser()
    await ada.logIn()
    clock.advance({ seconds: 599 })
    expect((await ada.ask('/')).status).toBe(200)
    clock.advance({ seconds: 1 })
    expect((await ada.ask('/', { 'sec-fetch-mode': 'cors' })).status).toBe(401)
    expect(provider.seen.refreshes).toBe(0)
  })

  test('is over after its time, however often it was renewed', async () => {
    const short = { ...settings, cookieOptions: { ...COOKIE_OPTIONS, maxAge: 3600 } }
    const { browser, clock } = await openGatewayLogin({ settings: short })
    const ada = browser()
    await ada.logIn()
    for (let tenth = 0; tenth < 6; tenth++) {
      expect((await ada.ask('/')).status).toBe(200)
      clock.advance({ minutes: 10 })
    }
    expect((await ada.ask('/')).status).toBe(302)
  })

  test('of a cookie that was changed, cut, or belongs to another gateway is none', async () => {
    const { browser } = await openGatewayLogin({ settings })
    const ada = browser()
    await ada.logIn()
    const [name = '', value = ''] = [...ada.cookies].find(([each]) => each.includes('session')) ?? []
    const flipped = value.slice(0, -2) + (value.endsWith('AA') ? 'BB' : 'AA')
    const elsewhere = await openGatewayLogin({ settings: kind === 'store' ? settings : otherKey })
    const other = elsewhere.browser()
    await other.logIn()
    const foreign = [...other.cookies].find(([each]) => each.includes('session'))?.[1]
    for (const each of [flipped, value.slice(0, 40), '', 'x'.repeat(6000), String(foreign), `1.${'a.'.repeat(2000)}`]) {
      expect((await ada.ask('/', { cookie: `${name}=${each}` })).status, each.slice(0, 20)).toBe(302)
    }
    expect((await ada.ask('/', { cookie: `${name}=${value}; ${name}=${String(foreign)}` })).status).toBe(400)
    expect((await ada.ask('/')).status).toBe(200)
  })

  test('with more tokens than it can hold is refused with a page that says so', async () => {
    const { browser, provider } = await openGatewayLogin({ settings })
    provider.state.claims = { name: 'Ada', groups: 'g'.repeat(11_000) }
    provider.state.faults = { accessClaims: { groups: 'g'.repeat(11_000) } }
    const refused = await browser().logIn()
    expect(refused.status).toBe(413)
    expect(refused.body).toContain('larger than a session')
    expect(provider.seen.revoked).toHaveLength(2)
  })
})

const otherKey: Partial<LoginSettings> = {
  session: { kind: 'cookie', allowRefreshing: true, cipherKey: new Uint8Array(32).fill(8) },
}

test('a cookie that lasts as long as the browser says no age; one for a domain has no prefix that browsers would refuse', async () => {
  const cookieOptions = { ...COOKIE_OPTIONS, maxAge: 0, domain: 'app.example' }
  const { browser } = await openGatewayLogin({ settings: { ...inCookies(), cookieOptions } })
  const { headers } = await browser().logIn()
  expect(headers['set-cookie']?.at(-1)).toMatch(
    /^login-session=[^;]+; Path=\/; Domain=app.example; Secure; HttpOnly; SameSite=Lax$/,
  )
})

test('tokens of a few kilobytes are in two cookies, and none of the second is left after a smaller login', async () => {
  const { browser, provider } = await openGatewayLogin({ settings: inCookies() })
  provider.state.claims = { name: 'Ada', groups: 'g'.repeat(2500) }
  const ada = browser()
  await ada.logIn()
  expect([...ada.cookies.keys()]).toEqual(['__Host-login-session', '__Host-login-session.1'])
  expect((await ada.ask('/')).status).toBe(200)
})
