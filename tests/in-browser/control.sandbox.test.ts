import { expect } from 'vitest'
import { inBrowser, openStand, type Page, untilOnPage } from '../support/browser.ts'

const said = (page: Page, words: string) =>
  untilOnPage(page, `(document.querySelector('.said')?.textContent ?? '').includes('${words}')`)
const timesOf = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('.whom-one .time')].map((one) => one.textContent)`)

inBrowser.describe('the page of the control plane, in a browser', () => {
  const stand = openStand()

  inBrowser.test('freezes and advances all clocks at once, and they agree', async () => {
    const page = await stand.open('/control')
    await page.click('button:has-text("Freeze")')
    await said(page, 'all processes: the clock stands still at')
    const before = await page.textContent('.said')
    await page.click('.clock-part button:has-text("+ 1 h")')
    await untilOnPage(page, `document.querySelector('.said') && !document.querySelector('.busy')`)
    await said(page, 'all processes: the clock stands still at')
    expect(await page.textContent('.said')).not.toBe(before)
    await untilOnPage(
      page,
      `new Set([...document.querySelectorAll('.whom-one .time')].map((one) => one.textContent)).size === 1`,
    )
    expect(await timesOf(page)).toHaveLength(5)
    expect(await page.textContent('.house')).toContain('frozen')
    await page.click('.control-head button')
    await said(page, 'all processes: nothing is set')
    await untilOnPage(page, `document.querySelector('.house').textContent.includes('nothing set')`)
  })

  inBrowser.test('lets the clock of one process be wrong, and repeats its refusal', async () => {
    const page = await stand.open('/control?process=serviceb')
    await page.click('.clock-part button:has-text("− 30 s")')
    await said(page, 'serviceb: the clock is 30 s behind')
    await page.fill('.clock-part input.set', 'tomorrow')
    await page.keyboard.press('Enter')
    await said(page, 'serviceb: The input does not fit: set: "tomorrow" is no time')
    expect(await page.evaluate(`document.querySelector('.said-place').getAttribute('role')`)).toBe('alert')
    await page.click('.control-head button')
    await said(page, 'serviceb: nothing is set')
  })

  inBrowser.test('sets a fault that a play meets, counts it, and takes it back', async () => {
    const page = await stand.open('/control')
    const { port } = stand.sandbox.processes.servicea
    const play = async () => (await fetch(`http://localhost:${port}/scenario1`)).status
    await page.selectOption('select[name=on]', 'verify')
    await page.selectOption('select[name=effect]', 'reset')
    await page.click('.conditions summary')
    await page.fill('.conditions input[name=times]', '1')
    await page.click('button:has-text("Set the fault")')
    await said(page, 'end the connection without an answer (once at most)')
    expect(await play()).not.toBe(200)
    await page.waitForSelector('.fault-row .counts:has-text("1 of 1 request met it")')
    await page.waitForSelector('.requests .fault-met')
    await page.click('.fault-row button')
    await said(page, 'is taken back')
    await page.waitForSelector('.fault-row', { state: 'detached' })
    expect(await play()).toBe(200)
  })

  inBrowser.test('finds requests by their trace, and forgets them', async () => {
    const page = await stand.open('/control')
    await fetch(`http://localhost:${stand.sandbox.processes.servicea.port}/scenario5`)
    await page.waitForSelector('.requests td:has-text("scenario5-server")')
    const all = await page.evaluate(`document.querySelectorAll('.requests tbody tr').length`)
    await fetch(`http://localhost:${stand.sandbox.processes.servicea.port}/scenario5`)
    await untilOnPage(page, `document.querySelectorAll('.requests tbody tr').length > ${all}`)
    await page.click('.requests tbody tr button')
    await untilOnPage(
      page,
      `new Set([...document.querySelectorAll('.requests .trace-cell > :first-child')].map((one) => one.textContent)).size === 1`,
    )
    await page.waitForSelector('.requests .trace-cell a') // the console keeps the play
    await page.click('button:has-text("Forget them")')
    await page.waitForSelector('.empty:has-text("No request fits")')
  })

  inBrowser.test('says of a process that is down that it is, where its controls would be', async () => {
    const page = await stand.open('/control?process=servicec')
    await page.waitForSelector('.clock-part form')
    await stand.sandbox.processes.servicec.close()
    await page.waitForSelector('.clock-part .notice:has-text("servicec cannot be reached")')
    expect(await page.evaluate(`document.querySelector('.clock-part form')`)).toBeNull()
  })
})
