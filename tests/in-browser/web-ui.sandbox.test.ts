import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { systemClock } from '#core/clock'
import { readClientSecret } from '#core/files/service-folder'
import { backendApi } from '../../apps/backend-api/backend-api.ts'
import { readWebUiConfig } from '../../apps/web-ui/alone/config.ts'
import { openWebUi, type OpenWebUi } from '../../apps/web-ui/alone/open-web-ui.ts'
import { inBrowser, untilOnPage } from '../support/browser.ts'
import { DRAWN, sharedBrowser, type Page } from '../support/chromium.ts'
import { expectAsWideAsWindow, expectOpenToAll } from '../support/open-to-all.ts'
import { openTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { until } from '../support/until.ts'

/** Waits through whatever pages lie between: a script that is run meanwhile would end with the page that it is run in. */
const see = (page: Page, words: string) => page.waitForSelector(`text=${words}`)
const PASSWORD = 'input[type=password]'

async function servedHere(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port
  return { port, close: () => (server.closeAllConnections(), server.close()) }
}

/** A browser without a cookie. The authority of the sandbox is in no browser's list, and whether it is believed is no matter here. */
async function somebody(): Promise<{ page: Page; wrong: string[]; asked: string[] }> {
  const context = await (await sharedBrowser()).newContext({ ignoreHTTPSErrors: true })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(DRAWN)
  const [wrong, asked]: string[][] = [[], []]
  page.on('console', ((message: { type(): string; text(): string }) => {
    if (message.type() === 'error' || message.type() === 'warning') wrong?.push(message.text())
  }) as (what: never) => void) // as playwright hands it
  page.on('request', ((request: { url(): string }) => void asked?.push(request.url())) as (what: never) => void) // the same
  return { page, wrong: wrong ?? [], asked: asked ?? [] }
}

inBrowser.describe('a person with a real browser, at a page that logs people in itself', () => {
  let sandbox: TestSandbox
  let opened: OpenWebUi
  let app: string
  const ends: (() => unknown)[] = []

  beforeAll(async () => {
    const page = await servedHere((request, response) => void opened.listener(request, response))
    const backend = await servedHere(backendApi('backend-api', '/data'))
    ends.push(page.close, backend.close)
    app = `http://localhost:${page.port}`
    sandbox = await openTestSandbox({ env: { LOGIN_APP_URL: app } })
    const config = readWebUiConfig({
      SHOULD_AUTHENTICATE: 'yes',
      ISSUER_BASE_URL: `https://localhost:${sandbox.factory.tlsPort}/login`,
      AUTH0_CLIENT_ID: 'web-ui',
      AUTH0_SECRET: String(await readClientSecret(sandbox.keysFolder, 'web-ui')),
      RANDOM_SECRET: 'kW3rhS0cAXS5mVgyVgIcC2sDwv4x1YlqkxDdZlGvYbU=',
      BASE_URL: app,
      BACKENDS: `http://127.0.0.1:${backend.port}/data,http://127.0.0.1:1/data2`,
      LOG_FORMAT: 'json',
    })
    const options = { backends: undefined, caFile: join(sandbox.keysFolder, 'tls', 'ca.pem'), sendsOn: 'authorization' } as const // prettier-ignore
    opened = await openWebUi(config, options, { clock: systemClock, machine: systemClock, write: () => {} })
  })
  afterAll(async () => {
    await opened.close()
    for (const end of ends) await end()
    await sandbox.close()
  })

  async function logIn(page: Page): Promise<void> {
    await page.goto(app)
    await see(page, 'You are not logged in')
    await page.click('a[href="/login"]')
    await page.waitForSelector(PASSWORD)
    await page.fill('input[name=username]', 'tester')
    await page.fill(PASSWORD, 'tester')
    await page.click('button[type=submit]')
    await see(page, 'Hello,')
  }

  inBrowser.test('logs in by keyboard and mouse, sees all three pages, and logs out at both', async () => {
    const { page, wrong } = await somebody()
    for (const path of ['/', '/profile', '/dashboard']) {
      await page.goto(app + path)
      await expectAsWideAsWindow(page, `${path} logged out`)
      await expectOpenToAll(page, `${path} logged out`)
    }
    await logIn(page)
    expect(page.url()).toBe(`${app}/`)
    await see(page, 'the data of backend-api')
    await see(page, 'did not answer') // the failure of one hides nothing of the other
    expect(await page.evaluate('document.cookie')).toBe('')
    for (const path of ['/', '/profile', '/dashboard']) {
      await page.goto(app + path)
      await expectAsWideAsWindow(page, path)
      await expectOpenToAll(page, path)
      const text = page.url() + String(await page.evaluate('document.documentElement.outerHTML'))
      expect(text).not.toMatch(/eyJ[\w-]+\.eyJ|code=|<script/)
    }
    await page.goto(`${app}/profile`)
    await see(page, 'Travis Ester')
    await untilOnPage(page, `document.querySelector('.person img')?.naturalWidth > 0`)
    await page.goto(app)
    await page.focus('a[href="/logout"]')
    await page.keyboard.press('Enter')
    await see(page, 'Log out?')
    await page.click('button[name=logout]')
    await see(page, 'You are not logged in')
    await page.click('a[href="/login"]')
    await page.waitForSelector(PASSWORD)
    expect(wrong).toEqual([])
  })

  inBrowser.test('an answer that was used, or made up, or is of another browser logs nobody in', async () => {
    const { page: ofEve, asked } = await somebody()
    await logIn(ofEve)
    const callback = asked.find((url) => url.startsWith(`${app}/callback?`)) ?? expect.fail('it has come back')
    const { page } = await somebody()
    for (const address of [callback, `${app}/callback?code=made-up&state=made-up`, `${app}/callback`]) {
      await page.goto(address)
      await see(page, 'This login came to nothing')
    }
    await page.goto(`${app}/profile`)
    await see(page, 'Nobody has logged in')
    await ofEve.goto(callback)
    await see(ofEve, 'This login came to nothing')
    await ofEve.goto(`${app}/profile`)
    await see(ofEve, 'Travis Ester')
  })

  inBrowser.test('a page of somebody else frames nothing, and logs nobody out', async () => {
    const { page, wrong } = await somebody()
    await logIn(page)
    const body = `<iframe src="${app}/profile"></iframe><img src="${app}/logout"><a href="${app}/logout">win</a>`
    const foreign = await servedHere((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>foreign</title>${body}`)
    })
    onTestFinished(() => void foreign.close())
    await page.goto(`http://127.0.0.1:${foreign.port}/`)
    await untilOnPage(page, 'document.images[0].complete')
    await until('the browser says why', () => wrong.some((text) => /frame/i.test(text)))
    await page.click('a')
    await see(page, 'Do you want to log out?')
    await page.goto(`${app}/profile`)
    await see(page, 'Travis Ester')
  })
})
