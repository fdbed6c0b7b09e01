import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { inBrowser, openStand, type Page } from '../support/browser.ts'
import { PROJECT } from '../support/project-files.ts'

const AXE = join(PROJECT, 'tests/browser/node_modules/axe-core/axe.min.js')

/** Of every page of the console; those of a play are looked at with one. */
const PAGES = [
  '/',
  '/?scenario=8&pass-through=1',
  '/plays',
  '/keys',
  '/control',
  '/control?process=serviceb',
  '/bench',
  '/clients',
  '/clients?issuer=%40',
  '/registry',
  '/mesh',
  '/gateway',
  '/relay',
  '/nowhere',
]
/** When something was done on them; and one that differs from another in what is chosen alone. */
const LOOKED_AT_LATER = new Set(['/', '/bench', '/keys', '/control?process=serviceb'])

/** The last is that at which pages are looked at in all other ways. */
const SIZES = [
  { width: 390, height: 844 },
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
]

/** A theme is colours and nothing else: all other rules were looked at in light. */
const ONLY_COLOURS = `, runOnly: ['color-contrast']`

interface Violation {
  id: string
  impact: string
  nodes: { html: string; failureSummary: string }[]
}

/** @throws what keeps people out of the page as it is now, in both themes */
async function expectOpenToAll(page: Page, name: string): Promise<void> {
  await page.evaluate(await readFile(AXE, 'utf8'))
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const only = colorScheme === 'dark' ? ONLY_COLOURS : ''
    const { violations }: { violations: Violation[] } = await page.evaluate(
      `axe.run(document, { resultTypes: ['violations'], preload: false, iframes: false${only} })`,
    )
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    const told = serious.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    )
    expect(told, `${name} ${colorScheme}`).toEqual([])
  }
}

/** Neither the page nor a table on it is wider: nobody has to look for a button at the side. */
async function expectAsWideAsWindow(page: Page, name: string): Promise<void> {
  const wider = `Math.max(document.documentElement.scrollWidth - innerWidth,
    ...[...document.querySelectorAll('.table-frame')].map((one) => one.scrollWidth - one.clientWidth))`
  for (const size of SIZES) {
    await page.setViewportSize(size)
    expect(await page.evaluate(wider), `${name} at ${size.width}`).toBeLessThanOrEqual(0)
  }
}

inBrowser.describe('every page, in a browser', () => {
  const stand = openStand()

  async function play(): Promise<string> {
    const page = await stand.open('/?scenario=8&pass-through=1')
    await page.click('button.main')
    await page.waitForSelector('.steps a')
    return String(await page.evaluate(`document.querySelector('.steps a').getAttribute('href')`))
  }

  inBrowser.test(
    'has nothing that keeps people out, light and dark, and is as wide as a wall and as a phone',
    async () => {
      const played = await play()
      const page = await stand.open()
      for (const path of [...PAGES, played, `${played}?beside=${played.split('/').at(-1)}`]) {
        await page.goto(stand.url + path)
        if (!LOOKED_AT_LATER.has(path)) await expectOpenToAll(page, path)
        await expectAsWideAsWindow(page, path)
      }
      const { port } = stand.sandbox.processes['jwt-factory']
      const own = await stand.open('/', { url: `http://localhost:${port}` })
      await expectOpenToAll(own, 'GET / of the factory')
      await expectAsWideAsWindow(own, 'GET / of the factory')
    },
  )

  inBrowser.test('keeps nobody out either when something was done on it', async () => {
    const page = await stand.open('/?scenario=1&expired=1')
    await page.click('button.main')
    await page.waitForSelector('.says .checks')
    await expectOpenToAll(page, 'a refusal on the stage')
    await page.goto(`${stand.url}/bench`)
    await page.click('.bench-panel button.main')
    await page.waitForSelector('.bench-summary')
    await page.click('#tab-check')
    await page.click('.bench-panel button.main')
    await page.waitForSelector('.bench-verdict')
    await expectOpenToAll(page, 'a token that was checked')
    await page.goto(`${stand.url}/keys`)
    await page.click('section.ring button:has-text("Rotate")')
    await page.waitForSelector('.said .mark')
    await expectOpenToAll(page, 'a key that was rotated')
  })

  inBrowser.test(
    'on a phone the switch of the theme is at the edge, and every group of switches has its name',
    async () => {
      const { port } = stand.sandbox.processes['jwt-factory']
      const page = await stand.open('/nowhere', { url: `http://localhost:${port}`, width: 390, height: 844 })
      expect(
        await page.evaluate(`innerWidth - document.querySelector('.theme').getBoundingClientRect().right`),
      ).toBeLessThan(24)
      const clients = await stand.open('/clients', { width: 390, height: 844 })
      expect(await clients.evaluate(`document.querySelector('.variants legend').checkVisibility()`)).toBe(true)
    },
  )

  inBrowser.test('is light or dark as the person says, also on the next page', async () => {
    const page = await stand.open('/')
    const paper = `getComputedStyle(document.body).backgroundColor`
    const light = await page.evaluate(paper)
    await page.click('.theme.with-room')
    const dark = await page.evaluate(paper)
    expect(dark).not.toBe(light)
    await page.goto(`${stand.url}/plays`)
    expect(await page.evaluate(paper)).toBe(dark)
  })
})
