import { expect } from 'vitest'
import { inBrowser, openStand, type Page, untilOnPage } from '../support/browser.ts'

/** More than any page here has to reach. */
const MOST_STOPS = 150

interface Stop {
  what: string
  top: number
  bottom: number
  left: number
  right: number
  isInWindow: boolean
  hasSign: boolean
}

/** What the keyboard is on, and where that is on the page; nothing behind the last. A field may have its sign around it, a step has its row. */
const HERE = `(() => {
  const one = document.activeElement
  if (!one || one === document.body) return null
  const { top, bottom, left, right } = one.getBoundingClientRect()
  const outlines = [one, one.parentElement, one.parentElement.parentElement].map((each) => getComputedStyle(each))
  return {
    what: [one.tagName, one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 40)].join(' '),
    top: top + scrollY, bottom: bottom + scrollY, left, right,
    isInWindow: bottom > 0 && top < innerHeight,
    hasSign: outlines.some(({ outlineStyle, outlineWidth }) => outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2) ||
      (one.matches('.row') && parseFloat(getComputedStyle(one.querySelector('.ground')).strokeWidth) >= 2),
  }
})()`

/** Of radio buttons one is reached, and arrow keys go on from there; so it is with tabs. */
const TO_REACH = `[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
  .filter((one) => one.checkVisibility() && one.tabIndex >= 0 && !(one.type === 'radio' && !one.checked)).length`

/** From the beginning of the page, until there is no more. */
async function tabThrough(page: Page): Promise<Stop[]> {
  const stops: Stop[] = []
  for (;;) {
    await page.keyboard.press('Tab')
    const stop: Stop | null = await page.evaluate(HERE)
    if (!stop) return stops
    stops.push(stop)
    if (stops.length > MOST_STOPS) expect.fail(`nobody gets out of ${stop.what}`)
  }
}

/** Nobody goes up where what follows stands in the same column. */
const goesUp = (one: Stop, next: Stop) =>
  next.bottom <= one.top && next.left < one.right && one.left < next.right && `${one.what} → ${next.what}`

/** Presses Tab until the keyboard is there. */
async function tabTo(page: Page, selector: string): Promise<void> {
  const isThere = `document.activeElement.matches(${JSON.stringify(selector)})`
  for (let presses = 0; !(await page.evaluate(isThere)); presses++) {
    if (presses > MOST_STOPS) expect.fail(`Tab does not reach ${selector}`)
    await page.keyboard.press('Tab')
  }
}

const has = (page: Page, selector: string, words: string) =>
  untilOnPage(page, `(document.querySelector(${JSON.stringify(selector)})?.textContent ?? '').includes('${words}')`)

const where = (page: Page) => page.evaluate(`document.activeElement.textContent.trim()`)

inBrowser.describe('by keyboard alone, in a browser', () => {
  const stand = openStand()

  inBrowser.test('Tab reaches all of a page, in the order of what is seen, with a sign, and leaves it', async () => {
    const page = await stand.open('/?scenario=1')
    await page.keyboard.press('p')
    await page.waitForSelector('.steps a')
    const played = String(await page.evaluate(`document.querySelector('.steps a').getAttribute('href')`))
    for (const path of ['/', played, '/plays', '/bench', '/keys', '/control', '/clients', '/registry', '/mesh']) {
      await page.goto(stand.url + path)
      const stops = await tabThrough(page)
      expect(stops.length, path).toBe(await page.evaluate(TO_REACH))
      expect(
        stops.filter(({ hasSign, isInWindow }) => !hasSign || !isInWindow).map(({ what }) => what),
        path,
      ).toEqual([])
      expect(
        stops.flatMap((next, at) => goesUp(stops[at - 1] ?? next, next) || []),
        path,
      ).toEqual([])
      expect(
        await page.evaluate(`document.querySelectorAll(':disabled').length`),
        `${path}: none takes the focus away`,
      ).toBe(0)
    }
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
    await page.goto(`${stand.url}/registry`)
    await tabTo(page, 'button[aria-label^="Confirm"]')
    await page.keyboard.press('Enter')
    await has(page, '.said', 'is approved')
    await page.goto(`${stand.url}/mesh`)
    await tabTo(page, '.mesh-lines button')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.mesh-decided')
  })
})
