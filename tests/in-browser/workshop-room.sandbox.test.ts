import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect } from 'vitest'
import { openScriptedRoom } from '../../apps/workshop/test-room.ts'
import { inBrowser, openPageOf, type Page } from '../support/browser.ts'
import { expectAsWideAsWindow, expectOpenToAll } from '../support/open-to-all.ts'
import { until } from '../support/until.ts'
import { GOES_BACK, tabThrough } from '../support/tab-keys.ts'

const hasWords = (selector: string, words: string) =>
  `(document.querySelector('${selector}')?.textContent ?? '').includes(${JSON.stringify(words)})`

const look = async (page: Page, name: string) => {
  await expectOpenToAll(page, name)
  await expectAsWideAsWindow(page, name)
  expect(await page.evaluate(GOES_BACK), name).toEqual([])
}

inBrowser.describe('the room of the workshop, in a browser', () => {
  const { room, listener, clock, token } = openScriptedRoom()
  const server = createServer(listener)
  let url = ''
  beforeAll(async () => {
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    url = `http://localhost:${(server.address() as AddressInfo).port}` // it listens on a port
  })
  afterAll(async () => {
    await room.close()
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  })

  /** Changes are told a few times in a second: time passes by the clock of the room. */
  const seen = (page: Page, script: string) =>
    until(script, async () => (clock.advance({ milliseconds: 300 }), Boolean(await page.evaluate(script))))

  inBrowser.test('people join by name and code, without a script and by keyboard alone', async () => {
    const page = await openPageOf(url, '/join')
    await look(page, 'the page to join')
    await page.keyboard.type('Ada') // the field has the focus
    await page.keyboard.press('Tab')
    await page.keyboard.type('WRON-GONE')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[role="alert"]:has-text("This is not the room code")')
    await look(page, 'a wrong code')
    await page.keyboard.type(room.look().code.toLowerCase()) // the field of the code has the focus
    await page.keyboard.press('Enter')
    await page.waitForSelector('body:has-text(\'"url":"/workshop"\')') // as a console of this test answers
    await page.goto(`${url}/join`)
    await page.waitForSelector('main:has-text("You are in, as Ada.")')
    await look(page, 'who is in already')
  })

  inBrowser.test('whoever comes too soon after others of the same address is in by itself', async () => {
    const { join, people } = room
    for (const { id } of people.list()) await people.remove(id) // the page may be one that has joined
    const page = await openPageOf(url, '/join')
    const { code } = room.look()
    room.join = (name, given) => join(name, given, '192.0.2.7') // the browser of a test comes by this machine
    try {
      for (const name of ['Ken', 'Dennis', 'Barbara']) room.join(name, code, undefined)
      clock.advance({ milliseconds: 9500 })
      await page.fill('[name="name"]', 'Frances')
      await page.fill('[name="code"]', code)
      await page.keyboard.press('Enter')
      await page.waitForSelector('h1:has-text("You are in the queue")')
      clock.advance({ seconds: 10 })
      await page.waitForSelector('body:has-text(\'"url":"/workshop"\')') // as a console of this test answers
      expect(room.look().people.map(({ name }) => name)).toContain('Frances')
    } finally {
      room.join = join
    }
  })

  inBrowser.test('the facilitator sees who is at which step as it changes, and helps', async () => {
    const page = await openPageOf(url, '/facilitator')
    await look(page, 'the page to log in')
    await page.keyboard.type(token)
    await page.keyboard.press('Enter')
    await page.waitForSelector(`.room-code:has-text("${room.look().code}")`)
    const { person } = room.join('Grace', room.look().code, undefined)
    const at = `#person-${person.id}`
    await seen(page, hasWords(at, 'Grace'))
    person.workshop.hint('decode-is-not-verify')
    await seen(page, hasWords(at, '1 of 3 hints'))
    await page.click(`${at} summary`)
    await look(page, 'the room')
    await page.selectOption(`${at} select`, 'steal-a-token')
    await page.click(`${at} .open-step button`)
    await seen(page, hasWords(at, "10. Steal A's token: open"))
    expect(await page.evaluate(`document.querySelector('${at} details').open`)).toBe(true)
    await page.click('.part-head .open-step button')
    await seen(page, `!document.querySelector('.room-people .locked')`)
    const { code } = room.look()
    await page.click('button:has-text("Another room code")')
    await seen(page, `!document.querySelector('.room-code').textContent.includes('${code}')`)
    page.on('dialog', (dialog: { accept(): Promise<void> }) => void dialog.accept())
    await page.click(`${at} button.danger`)
    await seen(page, `!document.querySelector('${at}')`)
    await page.evaluate(`document.activeElement.blur()`)
    const { stops, wanted } = await tabThrough(page)
    expect(stops.map(({ what }) => what)).toEqual(wanted)
    expect(stops.filter(({ isWrong }) => isWrong)).toEqual([])
  })
})
