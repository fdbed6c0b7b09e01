import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBrowser, type Page } from '../support/chromium.ts'
import { startRunningSandbox } from '../support/running-console.ts'

/** As on a projector. */
const VIEW = { viewport: { width: 1280, height: 720 }, colorScheme: 'light', reducedMotion: 'reduce' }

/** Does what a picture shows, from the page that was looked at before. */
const PICTURES: Record<string, (page: Page, url: string) => Promise<void>> = {
  async stage(page, url) {
    await page.goto(`${url}/?scenario=8&pass-through=1`)
    await page.click('button.main')
    await page.waitForSelector('.dot.refused')
    await page.click('.dot.refused')
    await page.waitForSelector('.says .sentence.refused')
  },
  async trace(page) {
    await page.click('.steps a')
    await page.waitForSelector('.row.chosen')
  },
  async keys(page, url) {
    await page.goto(`${url}/keys`)
    await press(page, 'servicea', 'Rotate', '.key-state.retired')
    await press(page, 'serviceb', 'Prepare', '.key-state.prepared')
    await page.click('button[aria-label="Close this message"]')
    await page.waitForSelector('.said', { state: 'detached' })
  },
}

async function press(page: Page, ringId: string, words: string, then: string): Promise<void> {
  const ring = `section.ring[aria-label="${ringId} of jwt-factory"]`
  await page.click(`${ring} button:has-text("${words}")`)
  await page.waitForSelector(`${ring} ${then}`)
  await page.waitForSelector('.said .mark')
}

/**
 * Takes all pictures of a sandbox that runs for this alone.
 * @param folder where they are put. @returns their files, as each is there
 */
export async function* takePictures(folder: string): AsyncGenerator<string> {
  const work = await mkdtemp(join(tmpdir(), 'jwt-sandbox-pictures-'))
  const stops: (() => Promise<unknown>)[] = [() => rm(work, { recursive: true, force: true })]
  try {
    const sandbox = await startRunningSandbox(work, join(work, 'keys'))
    stops.push(sandbox.stop)
    const { url, stop } = await sandbox.startConsole()
    stops.push(stop)
    const browser = await openBrowser()
    stops.push(() => browser.close())
    const page = await (await browser.newContext(VIEW)).newPage()
    for (const [name, show] of Object.entries(PICTURES)) {
      await show(page, url)
      await page.waitForSelector('.house.with-room:has-text("nothing set")')
      await page.evaluate('document.activeElement?.blur(), scrollTo(0, 0)')
      const path = join(folder, `${name}.png`)
      await page.screenshot({ path })
      yield path
    }
  } finally {
    for (const stop of stops.toReversed()) await stop()
  }
}
