import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PROJECT } from './project-files.ts'

/** As much of playwright-core as these tests use: the package itself is no part of the project's tree. */
export interface Page {
  goto(url: string): Promise<unknown>
  click(selector: string): Promise<void>
  hover(selector: string): Promise<void>
  fill(selector: string, text: string): Promise<void>
  focus(selector: string): Promise<void>
  selectOption(selector: string, value: string): Promise<unknown>
  textContent(selector: string): Promise<string | null>
  waitForSelector(selector: string, options?: { state?: 'attached' | 'detached' | 'visible' }): Promise<unknown>
  // oxlint-disable-next-line typescript/no-explicit-any -- what runs in the page is of another world
  evaluate(script: string): Promise<any>
  addScriptTag(options: { content: string }): Promise<unknown>
  setViewportSize(size: { width: number; height: number }): Promise<void>
  emulateMedia(options: {
    media?: 'screen' | 'print'
    colorScheme?: 'light' | 'dark'
    reducedMotion?: 'reduce' | 'no-preference'
  }): Promise<void>
  screenshot(options: { path: string; fullPage?: boolean }): Promise<unknown>
  on(event: string, listener: (what: never) => void): void
  removeAllListeners(event: string): void
  url(): string
  /** The time of the page, which a test moves. */
  readonly clock: { install(): Promise<void>; fastForward(milliseconds: number): Promise<void> }
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> }
  setDefaultTimeout(milliseconds: number): void
  close(): Promise<void>
}

/** A cookie as a browser keeps it. */
export interface BrowserCookie {
  name: string
  value: string
  domain: string
  path: string
  httpOnly: boolean
  secure: boolean
  sameSite: 'Strict' | 'Lax' | 'None'
}

export interface BrowserContext {
  newPage(): Promise<Page>
  cookies(): Promise<BrowserCookie[]>
  addCookies(cookies: readonly (Partial<BrowserCookie> & { url?: string })[]): Promise<void>
  setExtraHTTPHeaders(headers: Record<string, string>): Promise<void>
  newCDPSession(page: Page): Promise<{ send(method: string, parameters?: object): Promise<never> }>
  close(): Promise<void>
}

export interface Browser {
  newContext(options: object): Promise<BrowserContext>
  close(): Promise<void>
}

/** The lightest first: it draws no window of its own. */
const CHROMIUMS = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
const PLAYWRIGHT = join(PROJECT, 'tests/browser/node_modules/playwright-core/index.mjs')
const executablePath = CHROMIUMS.find((path) => existsSync(path))

/** Why pages cannot be looked at here; false where they can. */
export const lackOfBrowser: string | false = !existsSync(PLAYWRIGHT)
  ? 'tests/browser is not installed: npm ci --prefix tests/browser'
  : executablePath === undefined && 'there is no Chromium on this machine'

/** Nothing of it leaves this machine: a browser would look for updates and names by itself. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
  '--renderer-process-limit=1', // each process of its own costs as much as a page
]

/** A busy machine draws slowly. Milliseconds. */
export const DRAWN = 150_000

let shared: Promise<Browser> | undefined

/** One for all test files of a worker: it ends with the worker. Each page has a context of its own. */
export const sharedBrowser = (): Promise<Browser> => (shared ??= openBrowser())

export async function openBrowser(): Promise<Browser> {
  const { chromium } = await import(pathToFileURL(PLAYWRIGHT).href)
  const isRoot = process.getuid?.() === 0
  return chromium.launch({ executablePath, args: isRoot ? [...QUIET, '--no-sandbox'] : QUIET, timeout: DRAWN })
}
