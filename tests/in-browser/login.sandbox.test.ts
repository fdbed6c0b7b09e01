import { afterAll, beforeAll, expect } from 'vitest'
import { inBrowser, untilOnPage } from '../support/browser.ts'
import type { Page } from '../support/chromium.ts'
import {
  fillInLogin,
  foreignPage,
  LOGIN_FORM_SHOWN,
  LOGIN_SESSION,
  somebodyWithBrowser,
  unusedCallback,
} from '../support/login-browser.ts'
import { openTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { until } from '../support/until.ts'

const says = (words: string) => `document.body?.textContent.includes(${JSON.stringify(words)})`

inBrowser.describe('a person with a real browser, before the login gateway', () => {
  let sandbox: TestSandbox
  let gateway: string
  let provider: string
  beforeAll(async () => {
    sandbox = await openTestSandbox()
    gateway = `https://localhost:${sandbox.partyPorts['login-gateway-tls']}`
    provider = `https://localhost:${sandbox.factory.tlsPort}`
  })
  afterAll(() => sandbox.close())

  async function logIn(page: Page, path = '/'): Promise<void> {
    await page.goto(gateway + path)
    await untilOnPage(page, LOGIN_FORM_SHOWN)
    expect(new URL(page.url()).origin).toBe(provider)
    await fillInLogin(page, gateway)
  }

  async function logOut(page: Page): Promise<void> {
    await page.goto(`${gateway}/logout`)
    await untilOnPage(page, says('Log out?'))
    await page.click('button[name=logout]')
    await untilOnPage(page, LOGIN_FORM_SHOWN) // back at the page: neither the gateway nor the provider knows anybody now
  }

  /** Where the gateway sends a browser that it does not know. */
  const authorization = async () => String((await sandbox.ask(`${gateway}/`)).headers['location'])

  inBrowser.test('logs in from the plain port, sees profile and dashboard, and logs out at both', async () => {
    const { page, context } = await somebodyWithBrowser()
    await page.goto(`http://localhost:${sandbox.partyPorts['login-gateway']}/profile`)
    await fillInLogin(page, gateway)
    expect(new URL(page.url()).pathname).toBe('/profile')
    await untilOnPage(page, says('Travis Ester'))
    await page.goto(`${gateway}/dashboard`)
    await untilOnPage(page, says('the data of backend-api'))
    await untilOnPage(page, says('RBAC: access denied')) // the last 403 of the walk
    for (const { name, httpOnly, secure, sameSite } of await context.cookies())
      expect([name, httpOnly, secure, sameSite]).toEqual([name, true, true, expect.stringMatching(/^(?:Lax|Strict)$/)])
    const all = page.url() + String(await page.evaluate('document.documentElement.outerHTML'))
    expect(all).not.toMatch(/eyJ[\w-]+\.eyJ|code=/)
    await logOut(page)
  })

  inBrowser.test('with a wrong password is nobody, and with the right one goes on from there', async () => {
    const { page } = await somebodyWithBrowser()
    await page.goto(`${gateway}/dashboard?from=a+link`)
    await fillInLogin(page, gateway, 'wrong')
    await page.waitForSelector('[role=alert]')
    await fillInLogin(page, gateway)
    expect(page.url()).toBe(`${gateway}/dashboard?from=a+link`)
  })

  inBrowser.test('session fixation: a session that somebody else has chosen is never that of the person', async () => {
    const { page, context, session } = await somebodyWithBrowser()
    const chosen = {
      name: LOGIN_SESSION,
      value: 'chosen-by-somebody-else-0123456789abcdef',
      url: gateway,
      secure: true,
    }
    await context.addCookies([chosen])
    await logIn(page)
    await untilOnPage(page, says('Travis Ester'))
    const copied = await session()
    expect(copied.map(({ value }) => value)).toEqual(copied.map(() => expect.stringMatching(/^[\w.~-]{40,}$/)))
    expect(copied[0]?.value).not.toBe(chosen.value)
    const thief = await somebodyWithBrowser()
    await thief.context.addCookies([chosen])
    await thief.page.goto(gateway)
    await untilOnPage(thief.page, LOGIN_FORM_SHOWN)
    await logOut(page)
    await thief.context.addCookies(copied)
    await thief.page.goto(gateway)
    await untilOnPage(thief.page, LOGIN_FORM_SHOWN)
  })

  inBrowser.test('login CSRF: with the callback of somebody else nobody is logged in', async () => {
    const { page, session } = await somebodyWithBrowser()
    const foreign = await unusedCallback(sandbox)
    for (const address of [foreign, `${gateway}/callback?code=made-up&state=made-up`, `${gateway}/callback`]) {
      await page.goto(address)
      await untilOnPage(page, says('This login came to nothing'))
    }
    expect(await session()).toEqual([])
    await page.goto(gateway)
    await untilOnPage(page, LOGIN_FORM_SHOWN)
    // The person has begun a login of their own: its state is not that of the other one.
    await page.goto(foreign)
    await untilOnPage(page, says('This login came to nothing'))
  })

  inBrowser.test(
    'code and state replay: the same answer a second time is refused, and the session goes on',
    async () => {
      const { page } = await somebodyWithBrowser()
      const asked: string[] = []
      page.on('request', ((request: { url(): string }) => void asked.push(request.url())) as (what: never) => void)
      await logIn(page)
      await page.goto(asked.find((url) => url.startsWith(`${gateway}/callback?`)) ?? expect.fail('it has come back'))
      await untilOnPage(page, says('This login came to nothing'))
      await page.goto(`${gateway}/profile`)
      await untilOnPage(page, says('Travis Ester'))
    },
  )

  inBrowser.test('open redirect: whatever is asked for first, a login ends at the gateway', async () => {
    for (const path of ['//evil.test/', '/%5Cevil.test', '/\\evil.test', '/?next=https://evil.test', '/@evil.test']) {
      const { page } = await somebodyWithBrowser()
      await logIn(page, path)
      expect(new URL(page.url()).origin, path).toBe(gateway)
    }
    const { page } = await somebodyWithBrowser()
    const asked = new URL(await authorization())
    asked.searchParams.set('redirect_uri', 'https://evil.test/callback')
    await page.goto(asked.href)
    await untilOnPage(page, says('cannot go on'))
    expect(new URL(page.url()).origin).toBe(provider)
  })

  inBrowser.test('header spoofing: what the browser says of who it is reaches nobody', async () => {
    const { page, context } = await somebodyWithBrowser()
    await logIn(page)
    await context.setExtraHTTPHeaders({ jwt: 'admin', my_access_token: 'admin', 'x-name': 'admin', X_Nickname: 'admin', 'x-picture': 'https://evil.test/a.png', authorization: 'Bearer admin' }) // prettier-ignore
    await page.goto(`${gateway}/profile`)
    await untilOnPage(page, says('Travis Ester'))
    expect(await page.evaluate('document.body.textContent')).not.toContain('admin')
  })

  inBrowser.test('clickjacking: neither the page nor the form of the login can be framed', async () => {
    const { page } = await somebodyWithBrowser()
    await logIn(page)
    for (const url of [`${gateway}/profile`, await authorization()]) {
      const told: string[] = []
      page.removeAllListeners('console')
      page.on('console', ((message: { text(): string }) => void told.push(message.text())) as (what: never) => void)
      await page.goto(await foreignPage(`<iframe src="${url.replaceAll('&', '&amp;')}"></iframe>`))
      await until('the browser refuses the frame', () => /frame-ancestors|X-Frame-Options/.test(told.join('\n')))
    }
  })

  inBrowser.test('a page of others logs nobody out: not by an image, and by a link only who says so', async () => {
    const { page } = await somebodyWithBrowser()
    await logIn(page)
    await page.goto(await foreignPage(`<img src="${gateway}/logout"><a href="${gateway}/logout">win</a>`))
    await untilOnPage(page, `document.images[0].complete`)
    await page.click('a')
    await untilOnPage(page, says('Do you want to log out?'))
    await page.goto(`${gateway}/profile`)
    await untilOnPage(page, says('Travis Ester'))
  })
})
