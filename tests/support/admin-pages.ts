import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { lettersDirectory } from '../../jwt-factory/people/admin/admin.fixture.ts'
import { openTestPeople } from '../../jwt-factory/people/people.fixture.ts'
import { untilOnPage, type Page } from './browser.ts'
import { DRAWN, sharedBrowser } from './chromium.ts'

/** @returns where it answers, until the end of the test */
export async function serveUntilEnd(app: RequestListener, host = 'localhost'): Promise<string> {
  const server = createServer(app)
  await new Promise<void>((resolve) => void server.listen(0, host, resolve))
  onTestFinished(() => server.closeAllConnections())
  onTestFinished(() => void server.close())
  return `http://${host}:${(server.address() as AddressInfo).port}` // of a port that it has
}

/** A browser of somebody else than all others. */
export async function openBrowserOf(options: object = {}): Promise<Page> {
  const context = await (await sharedBrowser()).newContext(options)
  onTestFinished(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(DRAWN)
  return page
}

/** People, of whom somebody has each letter, and whose password is `x`. */
export async function openLetters() {
  const people = await openTestPeople({ check: async (password, stored) => stored !== undefined && password === 'x' })
  const { document, idOf } = lettersDirectory()
  await people.directory.change(() => document)
  return { ...people, idOf, url: await serveUntilEnd(people.app) }
}

/** Logs somebody in at the pages for admins, or is refused there. */
export async function logInAsAdmin(page: Page, url: string, username: string, password: string): Promise<void> {
  await page.goto(`${url}/admin/login`)
  await page.fill('[name=username]', username)
  await page.fill('[name=password]', password)
  await page.click('main button.main')
  await untilOnPage(page, `!!document.querySelector('.top a[href="/admin/account"], [role=alert]')`)
}
