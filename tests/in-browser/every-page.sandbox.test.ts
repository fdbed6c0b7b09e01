import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { inBrowser, openStand, untilOnPage } from '../support/browser.ts'
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
  '/nowhere',
]
const SIZES = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
  { width: 390, height: 844 },
]

interface Violation {
  id: string
  impact: string
  nodes: { html: string; failureSummary: string }[]
}

inBrowser.describe('every page, in a browser', () => {
  const stand = openStand()

  async function play(): Promise<string> {
    const page = await stand.open('/?scenario=8&pass-through=1')
    await page.click('button.main')
    await page.waitForSelector('.steps a')
    return String(await page.evaluate(`document.querySelector('.steps a').getAttribute('href')`))
  }

  inBrowser.test('has nothing that keeps people out, light and dark', async () => {
    const axe = await readFile(AXE, 'utf8')
    const played = await play()
    const page = await stand.open()
    for (const path of [...PAGES, played, `${played}?beside=${played.split('/').at(-1)}`]) {
      await page.goto(stand.url + path)
      await page.evaluate(axe)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        const { violations }: { violations: Violation[] } = await page.evaluate(
          `axe.run(document, { resultTypes: ['violations'] })`,
        )
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        const told = serious.flatMap(({ id, nodes }) =>
          nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
        )
        expect(told, `${path} ${colorScheme}`).toEqual([])
      }
    }
  })

  inBrowser.test('is as wide as its window, on a wall and on a phone', async () => {
    const played = await play()
    const page = await stand.open()
    for (const path of [...PAGES, played]) {
      await page.goto(stand.url + path)
      for (const size of SIZES) {
        await page.setViewportSize(size)
        const wider = await page.evaluate(`document.documentElement.scrollWidth - innerWidth`)
        expect(wider, `${path} at ${size.width}`).toBeLessThanOrEqual(0)
      }
    }
  })

  inBrowser.test('is light or dark as the person says, also on the next page', async () => {
    const page = await stand.open('/')
    const paper = `getComputedStyle(document.body).backgroundColor`
    const light = await page.evaluate(paper)
    await page.click('[data-theme-switch]')
    const dark = await page.evaluate(paper)
    expect(dark).not.toBe(light)
    await page.goto(`${stand.url}/plays`)
    expect(await page.evaluate(paper)).toBe(dark)
  })

  inBrowser.test('shows who is down as that, at once, and that it is back', async () => {
    const page = await stand.open('/')
    await untilOnPage(page, `document.querySelectorAll('.party.up').length === 4`)
    const { serviceb } = stand.sandbox.processes
    await serviceb.close()
    await page.waitForSelector('.party.down', { state: 'attached' })
    expect(await page.textContent('.party.down .name')).toBe('Service B')
    expect(await page.textContent('.house')).toContain('Service B down')
  })
})
