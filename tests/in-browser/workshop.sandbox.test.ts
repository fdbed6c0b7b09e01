import { expect } from 'vitest'
import { inBrowser, openStand, untilOnPage, type Page } from '../support/browser.ts'
import { expectAsWideAsWindow, expectOpenToAll } from '../support/open-to-all.ts'

const STATUS = '.workshop-step [role="status"]'

const says = (page: Page, selector: string, words: string) =>
  untilOnPage(page, `(document.querySelector('${selector}')?.textContent ?? '').includes(${JSON.stringify(words)})`)

inBrowser.describe('the workshop, in a browser', () => {
  const stand = openStand()

  inBrowser.test('a step that is done on another page is ticked there and here as it happens', async () => {
    const workshop = await stand.open('/workshop?step=meant-for-somebody-else')
    await says(workshop, STATUS, 'Not seen yet')
    await says(workshop, '.workshop-step a.main', 'Do it here: Token bench')
    const page = await stand.open('/?scenario=5&wrong-audience=1')
    await says(page, '.progress.with-room', '0 of 10')
    const before = await page.evaluate(`document.querySelector('#main').getBoundingClientRect().top`)
    await page.click('button.main')
    await says(page, '.tick-note', 'Step 5 is done.')
    await page.hover('.tick-note') // it goes after fifteen seconds, but from nobody who is at it
    await says(page, '.progress.with-room', '1 of 10')
    expect(await page.evaluate(`document.querySelector('#main').getBoundingClientRect().top`)).toBe(before)
    await expectOpenToAll(page, 'a note that a step is done')
    await expectAsWideAsWindow(page, 'a note that a step is done')

    await says(workshop, STATUS, 'Done. Service B refused a token for')
    await says(workshop, '.workshop-step a.main', 'Next: 6.')
    await expectOpenToAll(workshop, 'a step that is done')
    await expectAsWideAsWindow(workshop, 'a step that is done')
    await workshop.click('.workshop-step a.button:has-text("See that play")')
    await workshop.waitForSelector('.diagram')

    await page.click('.tick-note a')
    await says(page, 'h1', 'Good, and meant for somebody else')
    expect(await page.evaluate(`document.querySelectorAll('.workshop-steps a.done').length`)).toBe(1)
    await page.goto(`${stand.url}/workshop/report`)
    await says(page, '.report-step', 'What was seen: Service B refused')
    await expectOpenToAll(page, 'a report')
    await expectAsWideAsWindow(page, 'a report')
    await page.goto(`${stand.url}/workshop?step=meant-for-somebody-else`)
    await page.click('.workshop-step button:has-text("Do this step again")')
    await says(page, STATUS, 'Not seen yet')
    await says(page, '.progress.with-room', '0 of 10')
  })

  inBrowser.test('hints come one by one, by keyboard, and the last says that there are no more', async () => {
    const page = await stand.open('/workshop')
    await page.focus('[aria-labelledby="step-hints"] button')
    for (const [shown, words] of [
      [1, 'Show another hint'],
      [2, 'nearly the solution'],
      [3, 'no more hints'],
    ] as const) {
      await page.keyboard.press('Enter')
      await untilOnPage(page, `document.querySelectorAll('.workshop-hints li').length === ${shown}`)
      await says(page, '[aria-labelledby="step-hints"] button', words)
      expect(await page.evaluate(`document.activeElement.textContent`)).toContain(words)
    }
    await expectOpenToAll(page, 'all hints')
    await page.goto(`${stand.url}/workshop`)
    expect(await page.evaluate(`document.querySelectorAll('.workshop-hints li').length`)).toBe(3)
  })

  inBrowser.test('on every page the task stands behind the progress in the bar: what one has begun stays', async () => {
    const page = await stand.open('/bench')
    await page.fill('textarea', 'eyJ')
    await page.focus('.progress.with-room')
    await page.keyboard.press('Enter')
    await says(page, '#workshop-now:popover-open', 'Step 1 of 10: To decode is not to verify')
    await page.keyboard.press('Escape')
    await untilOnPage(page, `!document.querySelector('#workshop-now:popover-open')`)
    expect(await page.evaluate(`document.activeElement.matches('.progress')`)).toBe(true)
    expect(await page.evaluate(`document.querySelector('textarea').value`)).toBe('eyJ')
    await page.keyboard.press('Enter')
    await expectOpenToAll(page, 'the task at hand, over a page')
    await expectAsWideAsWindow(page, 'the task at hand, over a page')
    await page.click('#workshop-now a.main')
    await page.waitForSelector('.workshop-step')
  })
})
