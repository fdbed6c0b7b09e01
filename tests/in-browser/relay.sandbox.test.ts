import { expect } from 'vitest'
import { inBrowser, openStand, untilOnPage } from '../support/browser.ts'

const says = (selector: string, words: string) =>
  `document.querySelector('${selector}')?.textContent.includes('${words}')`

inBrowser.describe('the page of the relays, in a browser', () => {
  const stand = openStand()

  inBrowser.test('shows who listens until when, and what is refused while it is looked at', async () => {
    const page = await stand.open('/relay')
    await untilOnPage(page, says('.relay-agents', 'serviceb'))
    expect(await page.evaluate(`document.querySelector('.relay-agents tbody tr').textContent`)).toMatch(
      /, in \d+ (?:min|h)/,
    )
    expect(await page.evaluate(says('.relay-card', 'Nothing yet.'))).toBe(true)
    const { servicea } = stand.sandbox.processes
    await fetch(`http://127.0.0.1:${servicea.port}/scenario14?other-endpoint=1`)
    await untilOnPage(page, says('.relay-refusals', 'check: permission'))
    expect(await page.evaluate(`document.querySelector('.relay-refusals').textContent`)).toContain('a client')
  })

  inBrowser.test('the stage tells what one relay refuses and the other one does not notice', async () => {
    const page = await stand.open('/?scenario=14&empty-list=1')
    await page.click('button.main')
    await page.waitForSelector('.steps a')
    await page.keyboard.press('End')
    await untilOnPage(page, says('.says', 'The relay refused the token to reach serviceb'))
    await untilOnPage(page, says('.says', 'The Piko relay failed to notice that the token names no endpoint'))
    const boxes = await page.evaluate(
      `[...document.querySelectorAll('.picture .party .name')].map((one) => one.textContent.trim())`,
    )
    expect(boxes).toEqual(expect.arrayContaining(['Relay', 'Piko relay', 'Agent', 'Service B']))
  })
})
