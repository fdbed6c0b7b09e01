import { expect } from 'vitest'
import { inBrowser, openStand, type Page, untilOnPage } from '../support/browser.ts'
import { GOES_BACK, tabThrough, tabTo } from '../support/tab-keys.ts'

/** The last is that at which Tab is pressed. */
const SIZES = [
  { width: 390, height: 844 },
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
]

const has = (page: Page, selector: string, words: string) =>
  untilOnPage(page, `(document.querySelector(${JSON.stringify(selector)})?.textContent ?? '').includes('${words}')`)

const isInWindow = (one: string) =>
  `(({ top, bottom }) => top >= 0 && bottom <= innerHeight)(${one}.getBoundingClientRect())`

/** What came of a press is in the window, and so is the keyboard. */
async function expectSeen(page: Page, result: string): Promise<void> {
  const both = [`document.querySelector('${result}')`, 'document.activeElement'].map(isInWindow)
  await untilOnPage(page, both.join(' && '))
}

const where = (page: Page) => page.evaluate(`document.activeElement.textContent.trim()`)

inBrowser.describe('by keyboard alone, in a browser', () => {
  const stand = openStand()

  inBrowser.test('Tab reaches all of a page, in the order of what is seen, with a sign, and leaves it', async () => {
    const page = await stand.open('/?scenario=1&expired=1')
    await page.keyboard.press('p')
    await page.waitForSelector('.steps a')
    const played = String(await page.evaluate(`document.querySelector('.steps a').getAttribute('href')`))
    await page.waitForSelector('.says button')
    const goesBack: string[] = []
    const tryOut = async (name: string) => {
      for (const size of SIZES) {
        await page.setViewportSize(size)
        for (const pair of (await page.evaluate(GOES_BACK)) as string[])
          goesBack.push(`${name} at ${size.width}: ${pair}`)
      }
    }
    await tryOut('a refusal on the stage')
    const paths = [
      '/',
      played,
      '/plays',
      '/bench',
      '/keys',
      '/control',
      '/clients',
      '/registry',
      '/mesh',
      '/gateway',
      '/relay',
      '/people',
      '/workshop',
    ]
    for (const path of paths) {
      await page.goto(stand.url + path)
      await tryOut(path)
      const { stops, wanted } = await tabThrough(page)
      expect(
        stops.map(({ what }) => what),
        path,
      ).toEqual(wanted)
      expect(
        stops.filter(({ isWrong }) => isWrong).map(({ what }) => what),
        path,
      ).toEqual([])
      expect(
        await page.evaluate(`document.querySelectorAll(':disabled').length`),
        `${path}: none takes the focus away`,
      ).toBe(0)
    }
    expect(goesBack).toEqual([])
  })

  inBrowser.test(
    'on the bench a token is made, checked and sent, and a button that has waited has the focus',
    async () => {
      const page = await stand.open('/bench')
      await tabTo(page, '.bench-paste button')
      await page.keyboard.press('Enter')
      await page.waitForSelector('.bench-summary')
      await tabTo(page, '#tab-decoded')
      await page.keyboard.press('ArrowRight')
      await untilOnPage(page, `document.activeElement.id === 'tab-check'`)
      await tabTo(page, '.bench-panel button.main')
      await page.keyboard.press('Enter')
      await has(page, '.bench-verdict', 'The verifier believes it')
      expect(await where(page)).toBe('Check')
      await expectSeen(page, '.bench-verdict')
      for (
        let presses = 0;
        (await page.evaluate(`document.activeElement.id`)) !== 'tab-check' && presses < 20;
        presses++
      )
        await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('End')
      await untilOnPage(page, `document.activeElement.id === 'tab-send'`)
      await tabTo(page, '.bench-panel button.main')
      await page.keyboard.press('Enter')
      await has(page, '.bench-verdict', 'Service B answers 200')
      expect(await where(page)).toBe('Send')
      await expectSeen(page, '.bench-verdict')
      await tabTo(page, '.bench-verdict a')
    },
  )

  inBrowser.test('a key is rotated twice by two presses, and the clock stands and goes on', async () => {
    const page = await stand.open('/keys')
    const ring = 'section.ring[aria-label="servicec of jwt-factory"]'
    await tabTo(page, `${ring} header button:last-child`)
    for (const keys of [2, 3]) {
      await page.keyboard.press('Enter')
      await untilOnPage(
        page,
        `document.querySelectorAll('${ring} .key-state').length === ${keys} && !document.querySelector('.busy')`,
      )
      expect(await where(page)).toBe('Rotate')
      await expectSeen(page, '.said')
    }
    await page.goto(`${stand.url}/control`)
    await tabTo(page, 'input[type=radio]')
    await page.keyboard.press('ArrowDown')
    await has(page, '#clock-title', 'of jwt-factory')
    await tabTo(page, '.clock-part button')
    for (const then of ['Go on', 'Freeze']) {
      await page.keyboard.press('Enter')
      await untilOnPage(
        page,
        `document.activeElement.textContent.trim() === '${then}' && !document.querySelector('.busy')`,
      )
    }
  })

  inBrowser.test('Enter in a field presses no button that cannot be pressed', async () => {
    const page = await stand.open('/control')
    await tabTo(page, 'input.advance')
    await page.evaluate(
      `window.asked = 0; const ask = fetch; window.fetch = (...of) => (of[1]?.method === 'PUT' && asked++, ask(...of)), undefined`,
    )
    await page.keyboard.press('Enter')
    await page.keyboard.type('1min')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.said .mark')
    expect(await page.evaluate('asked')).toBe(1)
    await expectSeen(page, '.said')
    await tabTo(page, '.fault-form button.main')
    await page.keyboard.press('Enter')
    await has(page, '.said', 'answer')
    await expectSeen(page, '.said')
  })

  inBrowser.test('a client gets a token, a key of a service is confirmed, and a mesh decides', async () => {
    const page = await stand.open('/clients')
    await tabTo(page, 'a.entry[href="/clients?client=serviceb"]')
    await page.keyboard.press('Enter')
    await has(page, '.clients-detail h2', 'serviceb')
    await tabTo(page, '.clients-detail button.main')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.clients .token')
    expect(await where(page)).toBe('Get a token')
    await expectSeen(page, '.token-result .row')
    await page.goto(`${stand.url}/registry`)
    await tabTo(page, 'button[aria-label^="Confirm"]')
    await page.keyboard.press('Enter')
    await has(page, '.said', 'is approved')
    await page.goto(`${stand.url}/mesh`)
    await tabTo(page, '.mesh-lines button')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.mesh-decided')
    await tabTo(page, '.mesh-question button')
    await page.selectOption('.mesh-question select >> nth=2', 'alice')
    await page.focus('.mesh-question button')
    await page.keyboard.press('Enter')
    await has(page, '.mesh-decided', 'allow-ingress-gateway')
    await expectSeen(page, '.mesh-verdict')
  })
})
