import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { systemClock } from '#core/clock'
import { silent } from '#core/trace/recorder'
import { createBrowser } from '../../apps/service/browser/browser.ts'
import { createWebClient } from '../../apps/service/browser/web-client.ts'
import { untilOnPage } from './browser.ts'
import { sharedBrowser, type BrowserContext, type BrowserCookie, type Page } from './chromium.ts'
import type { TestSandbox } from './sandbox.ts'

/** The form of whoever logs people in is there. */
export const LOGIN_FORM_SHOWN = `document.querySelector('input[type=password]') !== null`

/** How the cookies of a session begin. */
export const LOGIN_SESSION = '__Host-login-session'

export interface PersonAtPage {
  page: Page
  context: BrowserContext
  /** The cookies in which the gateway has the session. */
  session(): Promise<BrowserCookie[]>
}

/** Somebody of their own: a real browser without a cookie. */
export async function somebodyWithBrowser(): Promise<PersonAtPage> {
  const context = await (await sharedBrowser()).newContext({ ignoreHTTPSErrors: true })
  onTestFinished(() => context.close())
  const session = async () => (await context.cookies()).filter(({ name }) => name.startsWith(LOGIN_SESSION))
  return { page: await context.newPage(), context, session }
}

/** Fills in the form that is shown, and is back at the page after it. @param gateway its origin */
export async function fillInLogin(page: Page, gateway: string, password = 'tester'): Promise<void> {
  await untilOnPage(page, LOGIN_FORM_SHOWN)
  await page.fill('input[name=username]', 'tester')
  await page.fill('input[type=password]', password)
  await page.click('button[type=submit]')
  if (password === 'tester') await untilOnPage(page, `location.origin === ${JSON.stringify(gateway)}`)
}

/** Where a browser would come back to with the code of its login: nobody has been there yet. */
export async function unusedCallback({ keysFolder, partyPorts, factory }: TestSandbox): Promise<string> {
  const gateway = new URL(`https://localhost:${partyPorts['login-gateway-tls']}`)
  const places = { gateway, provider: new URL(`https://localhost:${factory.tlsPort}/login`) }
  const ca = await readFile(join(keysFolder, 'tls/ca.pem'), 'utf8')
  const client = createWebClient({ places, ca, host: 'localhost', clock: systemClock })
  const browser = createBrowser({
    client,
    places,
    trace: { traceId: 'a'.repeat(32), parentId: undefined, sampled: false },
    recorder: silent,
    turn: { of: 'an attacker' },
    person: { username: 'tester', password: 'tester' },
    finds: () => {},
    timeLeft: () => 120_000,
  })
  const path = await browser.untilSentBack('/').finally(client.close)
  return gateway.origin + path
}

/** A page of another origin with this in it. @returns its address */
export async function foreignPage(body: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>foreign</title><body>${body}`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/` // it listens on a port
}
