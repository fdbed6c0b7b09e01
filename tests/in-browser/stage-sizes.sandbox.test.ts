import { expect } from 'vitest'
import { inBrowser, openStand, type Page } from '../support/browser.ts'

const PROJECTOR = { width: 1280, height: 720 }
const WALL = { width: 1920, height: 1080 }
const PHONE = { width: 390, height: 844 }

/** Where the lower edge of something is, counted from that of the window: above it is less than 0. */
const under = (selector: string) => `document.querySelector('${selector}').getBoundingClientRect().bottom - innerHeight`
const box = (selector: string) =>
  `JSON.parse(JSON.stringify(document.querySelector('${selector}').getBoundingClientRect()))`
const isShown = (selector: string) => `document.querySelector('${selector}').checkVisibility()`

inBrowser.describe('the stage, at all sizes', () => {
  const stand = openStand()

  async function playedToTheEnd(path: string, size: { width: number; height: number }): Promise<Page> {
    const page = await stand.open(path, size)
    await page.click('button.main')
    await page.waitForSelector('.dot')
    await page.keyboard.press('End')
    await page.waitForSelector('.dot:last-child.told, li:last-child > .dot.told')
    return page
  }

  for (const size of [PROJECTOR, WALL, PHONE])
    inBrowser.test(
      `for a wall all is on one screen, and the sentence in sight, with every check too: ${size.width}`,
      async () => {
        const page = await playedToTheEnd('/?scenario=1&expired=1', size)
        await page.click('button[aria-pressed]')
        await page.waitForSelector('.presenting')
        await page.keyboard.press('ArrowLeft')
        await page.keyboard.press('ArrowLeft')
        await page.keyboard.press('c')
        await page.waitForSelector('.says .checks li:nth-child(10)')
        expect(await page.evaluate(under('.says'))).toBeLessThanOrEqual(0)
        expect(await page.evaluate(`document.documentElement.scrollHeight - innerHeight`)).toBeLessThanOrEqual(0)
        expect(await page.evaluate(isShown('.scenarios'))).toBe(false)
        expect((await page.evaluate(box('.picture'))).height).toBeGreaterThan(120)
      },
    )

  inBrowser.test('for a wall the longest title is there to its last word, at all sizes', async () => {
    const page = await stand.open('/?scenario=5')
    await page.click('button[aria-pressed]')
    await page.waitForSelector('.presenting')
    for (const size of [PROJECTOR, WALL, PHONE]) {
      await page.setViewportSize(size)
      const cut = `(({ scrollHeight, clientHeight, scrollWidth, clientWidth }) =>
        Math.max(scrollHeight - clientHeight, scrollWidth - clientWidth))(document.querySelector('h1'))`
      expect(await page.evaluate(cut), String(size.width)).toBeLessThanOrEqual(4) // of the letters' own height
    }
  })

  for (const size of [PROJECTOR, WALL])
    inBrowser.test(
      `a page that has room for all needs no scrolling, before a play and at its end: ${size.width}`,
      async () => {
        const page = await playedToTheEnd('/?scenario=8&pass-through=1', size)
        const tooHigh = `document.documentElement.scrollHeight - innerHeight`
        expect(await page.evaluate(tooHigh)).toBeLessThanOrEqual(0)
        await page.goto(stand.url)
        expect(await page.evaluate(tooHigh)).toBeLessThanOrEqual(0)
      },
    )

  inBrowser.test('the scenario that is chosen is in view in the list, and the page begins at its top', async () => {
    const page = await stand.open('/?scenario=12')
    expect(await page.evaluate(under('.scenarios a[aria-current]'))).toBeLessThanOrEqual(0)
    expect(await page.evaluate('scrollY')).toBe(0)
  })

  inBrowser.test('at its end a play says first what came of it, in the largest letters of the card', async () => {
    const page = await playedToTheEnd('/?scenario=8&pass-through=1', PROJECTOR)
    expect(await page.textContent('.says .sentence.refused')).toMatch(
      /^\s*✗ Service C refused the token: it was issued for somebody else/,
    )
    expect(await page.textContent('.says .pill')).toBe('check: audience')
    const sizes = `[...document.querySelectorAll('.says p')].map((one) => parseFloat(getComputedStyle(one).fontSize))`
    const [first = 0, ...others] = (await page.evaluate(sizes)) as number[]
    for (const other of others) expect(first).toBeGreaterThan(other)
  })

  inBrowser.test('who does not answer is marked, and who asked in vain is not', async () => {
    const page = await playedToTheEnd('/?scenario=1&factory-down=1', PROJECTOR)
    expect(await page.textContent('.says .sentence.cannot-decide')).toContain(
      'Service A cannot go on: jwt-factory does not answer',
    )
    expect(await page.textContent('.party.silent')).toMatch(/jwt-factory.*no answer/s)
    expect(await page.evaluate(`document.querySelectorAll('.hop.cut .cross').length`)).toBe(1)
    expect(await page.evaluate(`document.querySelectorAll('.stop').length`)).toBe(0)
    expect(await page.evaluate(`document.querySelectorAll('.dot.cannot-decide').length`)).toBe(1)
  })

  inBrowser.test(
    'on a phone the whole picture and the sentence stand on the first screen, and every scenario can be chosen',
    async () => {
      const page = await playedToTheEnd('/?scenario=8&pass-through=1', PHONE)
      const [picture, says] = [await page.evaluate(box('.picture')), await page.evaluate(box('.says'))]
      expect(picture.left).toBeGreaterThanOrEqual(0)
      expect(picture.right).toBeLessThanOrEqual(PHONE.width)
      expect(await page.evaluate(`document.querySelector('.picture').matches('.narrow')`)).toBe(true)
      expect(says.top - picture.bottom).toBeLessThan(40)
      expect(await page.evaluate(under('.says .sentence'))).toBeLessThanOrEqual(0)
      const steps = await page.evaluate(box('.steps'))
      expect(steps.top, 'who steps on sees what is said').toBeGreaterThan(says.bottom)
      expect(steps.top - says.bottom).toBeLessThan(40)
      const on = await page.evaluate(box('.switch[aria-checked="true"]'))
      expect(on.left).toBeGreaterThanOrEqual(0)
      expect(on.right).toBeLessThanOrEqual(PHONE.width)
      await page.selectOption('.scenario-choice select', '3')
      expect(await page.textContent('h1')).toContain('signs for itself')
      const links = `[...document.querySelectorAll('.top nav a')].every((one) => one.getBoundingClientRect().right <= innerWidth)`
      expect(await page.evaluate(links)).toBe(true)
    },
  )

  inBrowser.test('many steps stand in one row, and the sentence stays in sight', async () => {
    const page = await playedToTheEnd('/?scenario=10', PROJECTOR)
    const tops = `new Set([...document.querySelectorAll('.dot')].map((one) => Math.round(one.getBoundingClientRect().top))).size`
    expect(await page.evaluate(`document.querySelectorAll('.dot').length`)).toBeGreaterThan(30)
    expect(await page.evaluate(tops)).toBe(1)
    expect(await page.evaluate(under('.says'))).toBeLessThanOrEqual(0)
    expect(await page.textContent('.steps .where')).toMatch(/^(\d+) \/ \1$/)
  })

  inBrowser.test(
    'a switch says what it does when the pointer is over it, when it has the focus, and when it is on',
    async () => {
      const page = await stand.open('/?scenario=8')
      const words = () => page.textContent('.variant-words')
      expect(await words()).toContain('unless you switch something on')
      await page.focus('.switch:nth-of-type(4)')
      expect(await words()).toContain("B hands A's token on to C")
      await page.keyboard.press('Space')
      await page.focus('button.main')
      expect(await words()).toContain("B hands A's token on to C")
    },
  )
})
