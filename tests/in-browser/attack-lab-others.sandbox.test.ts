import { beforeAll, expect } from 'vitest'
import { inBrowser, openStand, untilOnPage, type Page } from '../support/browser.ts'
import { untilDone } from '../support/until.ts'

const FAMILY = 'life'

/** Each request of it takes so long: it is there until somebody stops it, however slow the pages are. */
const SLOW = { id: 'slow', on: '*', effect: { delay: { milliseconds: 400 } } }

async function runLong(page: Page): Promise<void> {
  await page.click(`.lab-family:has(strong:text-is("${FAMILY}")) summary`)
  await page.click('.lab-family[open] button:text-is("Run this family")')
}

const says = (page: Page, selector: string, words: string) =>
  untilOnPage(page, `document.querySelector('${selector}')?.textContent.includes('${words}')`)

inBrowser.describe('a run of the attack lab that somebody else began, or that is gone', () => {
  const stand = openStand()
  beforeAll(async () => {
    const { status } = await stand.sandbox.plain('serviceb', '/control/faults', { method: 'POST', body: SLOW })
    expect(status).toBe(201)
  })

  inBrowser.test('who presses run meanwhile sees the run that is going, and may stop it for all', async () => {
    const late = await stand.open('/attacks')
    const first = await stand.open('/attacks')
    await runLong(first)
    await first.waitForSelector('.lab-run progress')
    const reloaded = await stand.open('/attacks')
    await reloaded.waitForSelector('.lab-run progress')
    await runLong(late)
    await says(late, '.lab-trouble', 'Another run is going')
    await late.waitForSelector('.lab-run progress')
    await late.click('button:text-is("Stop")')
    for (const page of [first, late, reloaded]) {
      await says(page, '.lab-run', 'Somebody stopped it.')
      expect(await page.textContent('.bench-work')).not.toContain('Nothing was found')
    }
  })

  inBrowser.test(
    'a console that ends is waited for, and one that was started again has forgotten the run',
    async () => {
      const url = await stand.openConsole({})
      const page = await stand.open('/attacks', { url })
      await page.selectOption('.bench-paste select', 'own')
      await page.fill('.bench-paste input >> nth=0', 'http://localhost:1/written-by-a-person') // else it is loaded again
      await page.selectOption('.bench-paste select', 'serviceb-scenario7')
      await runLong(page)
      await page.waitForSelector('.lab-run progress')
      const startAgain = await stand.stopConsole(url)
      await stand.sandbox.plain('serviceb', `/control/faults/${SLOW.id}`, { method: 'DELETE' })
      await says(page, '.lab-trouble', 'The console does not answer')
      await startAgain()
      await says(page, '.lab-trouble', 'has forgotten the run')
      expect(await page.evaluate(`document.querySelector('.lab-run')`)).toBeNull()
      // Until the stream of events is there again the page has the token of the earlier console: whoever is told so tries again.
      await untilDone('a run at the console that was started anew', async () => {
        await page.click('.lab-family[open] .lab-case button[aria-label^="Run "]')
        await page.waitForSelector('.lab-run, .lab-trouble')
        const trouble = await page.evaluate(`document.querySelector('.lab-run') ? '' : document.querySelector('.lab-trouble').textContent`) // prettier-ignore
        expect(trouble).toBe('')
      })
    },
  )
})
