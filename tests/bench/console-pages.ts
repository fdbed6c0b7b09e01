import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { request } from 'undici'
import { systemClock } from '#core/clock'
import { createPages } from '#core/page/pages'
import { MODULES, STYLES } from '../../apps/console/browser-modules.ts'
import { tracePage } from '../../apps/console/pages/trace/trace.ts'
import { createShell } from '../../apps/console/shell/shell.ts'
import type { Browser } from '../support/chromium.ts'
import { longPlay } from './long-play.ts'

/** Steps of a play that is long. */
const STEPS = 60

export interface TraceServer {
  url: string
  close(): Promise<void>
}

/** The page of a trace, as the console answers it, in this process: its CPU is what a page costs. */
export async function openTraceServer(): Promise<TraceServer> {
  const pages = createPages(MODULES, STYLES)
  const shell = createShell({
    pages,
    house: { state: () => [] },
    workshop: { told: () => ({ tracks: [] }) },
    pageToken: '',
  })
  const play = longPlay(STEPS)
  const plays = { get: () => play, list: () => [play] }
  const app = express()
  app.get(
    '/',
    shell.page(() => tracePage(plays, play.traceId, {})),
  )
  app.get(pages.route.paths[0] ?? '', ...pages.route.handlers)
  const server = createServer(app)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** How often a page is made in one round: one alone is over before its CPU can be told. */
const TIMES = 20

/** @returns milliseconds of CPU of this process for one page: that of asking for it is among it */
export async function costOfTrace({ url }: TraceServer): Promise<number> {
  const begin = process.cpuUsage()
  for (let time = 0; time < TIMES; time++) await (await request(url, { headers: PAGE })).body.dump()
  const { user, system } = process.cpuUsage(begin)
  return (user + system) / 1000 / TIMES
}

/** As browsers ask. */
const PAGE = { accept: 'text/html' }

interface Metrics {
  metrics: { name: string; value: number }[]
}

/** What a browser does for a page, but for what it loads. */
const WORK = new Set(['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'])

/** @returns milliseconds that a browser works until the page stands there: scripts, styles and layout */
export async function drawTrace(browser: Browser, { url }: TraceServer): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  try {
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' }) // its CPU, whatever else the machine does
    await page.goto(url)
    await page.waitForSelector('.row.chosen')
    const { metrics }: Metrics = await session.send('Performance.getMetrics')
    return metrics.reduce((sum, { name, value }) => sum + (WORK.has(name) ? value * 1000 : 0), 0)
  } finally {
    await context.close()
  }
}

/**
 * Loads the first page as a browser does: the page, and all that it names at once.
 * @returns milliseconds until the last of it is there
 */
export async function loadFirstPage(url: string): Promise<number> {
  const begin = systemClock.monotonic()
  const { body } = await request(url, { headers: PAGE })
  const names = [...(await body.text()).matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, name = '']) => name)
  if (names.length < 3) throw new Error(`${url} is no page`)
  await Promise.all(names.map(async (name) => (await request(new URL(name, url))).body.dump()))
  return systemClock.monotonic() - begin
}

/** A page that nobody touches for a while. @returns how much of a core the console takes meanwhile, in percent */
export async function watchIdlePage(
  browser: Browser,
  url: string,
  seconds: { settle: number; watch: number },
  cpu: () => number,
): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  try {
    const page = await context.newPage()
    await page.goto(url)
    await systemClock.delay(seconds.settle * 1000)
    const [begin, spent] = [systemClock.monotonic(), cpu()]
    await systemClock.delay(seconds.watch * 1000)
    return ((cpu() - spent) * 100_000) / (systemClock.monotonic() - begin)
  } finally {
    await context.close()
  }
}
