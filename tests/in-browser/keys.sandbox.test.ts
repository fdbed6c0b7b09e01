import { expect } from 'vitest'
import { clockText } from '#core/page/time-text'
import { inBrowser, openStand, type Page, untilOnPage } from '../support/browser.ts'
import { until } from '../support/until.ts'

const RING = `section.ring[aria-label="servicec of jwt-factory"]`

const states = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('${RING} .key-state')].map((one) => one.textContent.trim().slice(2))`)
const untilStates = (page: Page, wanted: string) =>
  untilOnPage(
    page,
    `[...document.querySelectorAll('${RING} .key-state')].map((one) => one.textContent.trim().slice(2)).join() === '${wanted}'`,
  )
const press = (page: Page, words: string) => page.click(`${RING} button:has-text("${words}")`)
const isReady = (page: Page) => untilOnPage(page, `!document.querySelector('.busy')`)

inBrowser.describe('the page of the keys, in a browser', () => {
  const stand = openStand()

  inBrowser.test('prepares, rotates and revokes, and draws the overlap', async () => {
    const page = await stand.open('/keys')
    expect(await states(page)).toEqual(['active'])
    await press(page, 'Prepare')
    await untilStates(page, 'prepared,active')
    await isReady(page)
    await press(page, 'Rotate')
    await untilStates(page, 'active,retired')
    expect(await page.evaluate(`document.querySelectorAll('${RING} .key-line .overlap').length`)).toBeGreaterThan(0)
    await isReady(page)
    await page.click(`${RING} button[aria-label^="Revoke the retired"]`)
    await untilStates(page, 'active,revoked')
    expect(await page.textContent('.said')).toContain('is revoked')
    expect(await page.evaluate(`document.querySelectorAll('${RING} .key-line .cross').length`)).toBe(1)
  })

  inBrowser.test('freezes the clock, advances it to where the timer acts, and says what it did', async () => {
    const page = await stand.open('/keys')
    const clock = `document.querySelector('.clock-now .mono').textContent`
    await page.click('.clock-bar button:has-text("Freeze")')
    await untilOnPage(page, `document.querySelector('.clock-now').textContent.includes('frozen')`)
    await isReady(page)
    const { now } = (await stand.sandbox.plain('jwt-factory', '/control')).body.clock
    await untilOnPage(page, `${clock} === '${clockText(Date.parse(now))}'`) // the word comes first, and the time with the next answer
    const frozen = await page.evaluate(clock)
    await page.click('button:has-text("Go there")')
    await untilOnPage(
      page,
      `/is published, and does not sign yet/.test(document.querySelector('.news')?.textContent ?? '')`,
    )
    await isReady(page)
    expect(await page.evaluate(clock)).not.toBe(frozen)
    expect(await page.textContent('.clock-now')).toContain('frozen')
    await page.click('.clock-bar button:has-text("Reset")')
    await untilOnPage(page, `/nothing is set/.test(document.querySelector('.said')?.textContent ?? '')`)
  })

  inBrowser.test('shows a key that changes under a play that runs, and who fetched the key set', async () => {
    const page = await stand.open('/keys')
    const { port } = stand.sandbox.processes.servicea
    const play = async () => (await fetch(`http://localhost:${port}/scenario5`)).status
    expect(await play()).toBe(200)
    const ring = `section.ring[aria-label="servicea of jwt-factory"]`
    // They have their tokens, of the key that is active now, and wait at B until it has changed.
    const held = await stand.sandbox.fault('scenario5-server', { delay: '10m' }, { only: 'serviceb' })
    const plays = Promise.all([play(), play()])
    await until('both wait at B', () => stand.sandbox.status().serviceb.faults[0]?.seen === 2)
    await page.click(`${ring} button:has-text("Rotate")`)
    await page.waitForSelector(`${ring} .key-state.retired`)
    held.remove()
    expect(await plays).toEqual([200, 200])
    expect(await play()).toBe(200)
    await untilOnPage(
      page,
      `/Service B.*\\/keys\\/servicea\\/jwks/.test(document.querySelector('.fetches table')?.textContent ?? '')`,
    )
  })

  inBrowser.test('a key that changes is in the documents of its issuer, on the page that shows them', async () => {
    const [keys, clients] = await Promise.all([stand.open('/keys'), stand.open('/clients?issuer=%40')])
    const cards = `document.querySelectorAll('.issuer-keys li').length`
    expect(await clients.evaluate(cards)).toBe(1)
    await keys.click('section.ring[aria-label="the main issuer of jwt-factory"] button:has-text("Rotate")')
    await untilOnPage(clients, `${cards} === 2`)
    await untilOnPage(clients, `document.querySelector('.entry[href$="issuer=%40"]').textContent.includes('2 keys')`)
  })

  inBrowser.test('follows what others do, and finds a ring by its name', async () => {
    const page = await stand.open('/keys')
    const { port } = stand.sandbox.processes['jwt-factory']
    for (let at = 0; at < 20; at++) await fetch(`http://localhost:${port}/keys/many-${at}`, { method: 'POST' })
    await page.waitForSelector('section.ring[aria-label="many-19 of jwt-factory"]')
    expect(await page.evaluate(`document.querySelectorAll('section.ring').length`)).toBeLessThan(20)
    await page.fill('input[type=search]', 'many-3')
    await untilOnPage(page, `document.querySelectorAll('section.ring[aria-label$="of jwt-factory"]').length === 1`)
    await page.fill('input[type=search]', '<img src=x onerror=alert(1)>')
    await page.waitForSelector('.empty:has-text("No ring has")')
  })
})
