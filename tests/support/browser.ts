import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import type { Environment } from '#core/config/setting'
import { DRAWN, lackOfBrowser, sharedBrowser, type Browser, type Page } from './chromium.ts'
import { openTestConsole, type TestConsole } from './test-console.ts'
import { needs } from './needs.ts'
import { openTestSandbox, type TestSandbox, type TestSandboxOptions } from './sandbox.ts'
import { until } from './until.ts'

export type { Page } from './chromium.ts'

/** Tests in a real browser. */
export const inBrowser = needs(lackOfBrowser)

/** A sandbox, its console and a browser: there before the first test of a block, and gone after the last. */
interface Stand {
  readonly sandbox: TestSandbox
  /** Of the console. */
  readonly url: string
  open(path?: string, options?: PageOptions): Promise<Page>
  /** Another console of the same sandbox, until the last test. @returns its address */
  openConsole(env: Environment): Promise<string>
  /** Ends a console that was opened so. @returns what starts it again, at the same port */
  stopConsole(url: string): Promise<() => Promise<void>>
}

export function openStand(options: TestSandboxOptions = {}): Stand {
  let opened: { sandbox: TestSandbox; console: TestConsole; browser: Browser } | undefined
  const further = new Map<string, TestConsole & { env: Environment }>()
  const get = () => opened ?? expect.fail('it is there before the first test, and no sooner')
  beforeAll(async () => {
    const sandbox = await openTestSandbox(options)
    opened = { sandbox, console: await openTestConsole(sandbox), browser: await sharedBrowser() }
  })
  afterAll(async () => {
    const { sandbox, console } = get()
    await Promise.all([console, ...further.values()].map((each) => each.close()))
    await sandbox.close()
  })
  return {
    get sandbox() {
      return get().sandbox
    },
    get url() {
      return get().console.url
    },
    open: (path, how) => openPage(get().browser, how?.url ?? get().console.url, path, how),
    async openConsole(env) {
      const one = await openTestConsole(get().sandbox, env)
      further.set(one.url, { ...one, env })
      return one.url
    },
    async stopConsole(url) {
      const { port } = new URL(url)
      const { env, close } = further.get(url) ?? expect.fail('a console that was opened')
      await close()
      further.delete(url)
      const again = { ...env, CONSOLE_PORT: port }
      return async () => void further.set(url, { ...(await openTestConsole(get().sandbox, again)), env })
    },
  }
}

/** Opens a page of anything that answers on this machine. */
export const openPageOf = async (url: string, path: string): Promise<Page> => openPage(await sharedBrowser(), url, path)

interface PageOptions {
  /** Of another console, or of a process. */
  url?: string
  width?: number
  height?: number
  colorScheme?: 'light' | 'dark'
  /** Steps are told at once, and nothing travels. */
  isCalm?: boolean
}

/**
 * Opens a page, and sees to it that nothing goes wrong on it: no error in the browser's console, and no request to anywhere but the
 * console. A new one costs twice as much as another address in one that is there.
 */
async function openPage(browser: Browser, url: string, path = '/', options: PageOptions = {}): Promise<Page> {
  const { width = 1280, height = 720, colorScheme = 'light', isCalm = true } = options
  const watched = unused.pop() ?? (await openWatched(browser))
  const { page } = watched
  const wrong: string[] = []
  watched.watch = { url, wrong }
  onTestFinished(async () => {
    watched.watch = undefined
    if (await isPutAway(page)) unused.push(watched)
    expect(wrong.filter((line) => !OF_THE_NETWORK.test(line))).toEqual([])
  })
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme, reducedMotion: isCalm ? 'reduce' : 'no-preference' })
  await page.goto(url + path)
  return page
}

/** A page, and the test that it is open for. */
interface WatchedPage {
  page: Page
  watch?: { url: string; wrong: string[] } | undefined
}

const unused: WatchedPage[] = []

async function openWatched(browser: Browser): Promise<WatchedPage> {
  const page = await (await browser.newContext({})).newPage()
  const watched: WatchedPage = { page }
  page.setDefaultTimeout(DRAWN)
  page.on('console', (message: { type(): string; text(): string }) => {
    if (message.type() === 'error' || message.type() === 'warning') watched.watch?.wrong.push(message.text())
  })
  page.on('pageerror', (error: Error) => watched.watch?.wrong.push(String(error)))
  page.on('request', (request: { url(): string }) => {
    const { watch } = watched
    if (watch && new URL(request.url()).origin !== watch.url) watch.wrong.push(`asks ${request.url()}`)
  })
  return watched
}

/** Longer than any page takes to become empty. One that hangs is left alone: the next test gets another. */
const TIDIED = 20_000

/** Nothing stays of what a test has done on it. @returns whether another test may have it */
async function isPutAway(page: Page): Promise<boolean> {
  const isCleared = async () => {
    page.removeAllListeners('dialog')
    await page.evaluate('localStorage.clear(), sessionStorage.clear()')
    await page.goto('about:blank')
    return true
  }
  const isAnother = await Promise.race([isCleared().catch(() => false), delay(TIDIED, false, { ref: false })])
  if (!isAnother) void page.close().catch(() => undefined)
  return isAnother
}

/**
 * Waits until a script says yes. It is run again and again from outside: what a page itself is told to run again is refused by
 * its own policy.
 */
export const untilOnPage = (page: Page, script: string): Promise<unknown> =>
  until(script, async () => Boolean(await page.evaluate(script)))

/** The browser says of each answer with an error status, and of a stream that ended, what the page itself shows. */
const OF_THE_NETWORK = /^Failed to load resource:/
