import { beforeAll, expect } from 'vitest'
import type { PlayLine } from '../../apps/console/plays/kept-play.ts'
import { inBrowser, openStand, untilOnPage } from '../support/browser.ts'
import { until } from '../support/until.ts'

/** How much of some texts is cut off: pixels of the one that lacks most. */
const hidden = (selector: string) =>
  `Math.max(...[...document.querySelectorAll('${selector}')].flatMap((one) =>
    [one.scrollWidth - one.clientWidth, one.scrollHeight - one.clientHeight]))`

const endIsSaid = (words: string) =>
  `/, ${words} · until when/.test(document.querySelector('.details')?.textContent ?? '')`
const hasPlace = (selector: string) => `document.querySelector('${selector}').getClientRects().length > 0`

inBrowser.describe('a trace, in a browser', () => {
  const stand = openStand()
  let good: string
  let expired: string
  beforeAll(async () => {
    good = await played('/scenario1')
    expired = await played('/scenario1?expired=1')
  })

  const list = async () => ((await (await fetch(`${stand.url}/api/plays`)).json()) as { plays: PlayLine[] }).plays

  /** Played by a program: the console hears of it. @returns its id */
  async function played(path: string): Promise<string> {
    const query = path.split('?')[1] ?? ''
    return until('the console has heard of it', async () => {
      await stand.sandbox.plain('servicea', path)
      return (await list()).find((play) => play.query === query)?.traceId ?? false
    })
  }

  const isInDiagram = `document.activeElement.matches('.row.chosen')`
  const chosen = `document.querySelector('.row.chosen > title')?.textContent`

  inBrowser.test(
    'opens at who refused; arrow keys alone follow it from end to end, each step with all that is known of it',
    async () => {
      const page = await stand.open(`/plays/${expired}`)
      expect(await page.textContent('.outcome')).toMatch(/jwt-factory refused the token: it has expired/)
      expect(await page.evaluate(chosen)).toMatch(/^Step 7: jwt-factory refuses the token/)
      for (let tabs = 0; tabs < 40 && !(await page.evaluate(isInDiagram)); tabs++) await page.keyboard.press('Tab')
      expect(await page.evaluate(isInDiagram)).toBe(true)
      await page.keyboard.press('Home')
      const seen: string[] = []
      for (let last = ''; ;) {
        const label = String(await page.evaluate(chosen))
        if (label === last) break
        seen.push(label)
        last = label
        await page.keyboard.press('ArrowDown')
      }
      const { steps } = (await (await fetch(`${stand.url}/api/plays/${expired}`)).json()) as {
        steps: { sentence: string }[]
      }
      expect(seen).toEqual(steps.map(({ sentence }, index) => `Step ${index + 1}: ${sentence}`))
      for (let step = steps.length; step > 6; step--) await page.keyboard.press('ArrowUp')
      const details = String(await page.textContent('.details'))
      expect(details).toMatch(/expiry.*RFC 7519 §4\.1\.4/s)
      expect(details).toMatch(/until when it is good/)
      expect(details).toMatch(/ ago/)
      expect(await page.evaluate(`document.activeElement?.getAttribute('aria-selected')`)).toBe('true')
    },
  )

  inBrowser.test('shows the request of a call, as it arrived', async () => {
    const page = await stand.open(`/plays/${good}`)
    await page.click('#step-2')
    await untilOnPage(page, `document.querySelector('.details')?.textContent?.includes('POST /issueToken/servicea')`)
  })

  inBrowser.test('when a token ends is counted by the clock of the sandbox', async () => {
    const page = await stand.open(`/plays/${good}`)
    await page.click('#step-3')
    await untilOnPage(page, endIsSaid('in \\d+ (?:s|min)'))
    const tell = (method: string, path: string, body?: object) =>
      stand.sandbox.plain('jwt-factory', `/control/${path}`, { method, ...(body && { body }) })
    expect((await tell('PUT', 'clock', { advance: '1d' })).status).toBe(200)
    await untilOnPage(page, endIsSaid('\\d+ h ago'))
    await tell('POST', 'reset')
  })

  inBrowser.test(
    'the drawing becomes larger, and is all there on paper, with what was chosen and nothing to press',
    async () => {
      const page = await stand.open(`/plays/${good}`)
      const width = async () =>
        Number(await page.evaluate(`document.querySelector('.diagram').getBoundingClientRect().width`))
      const before = await width()
      await page.click('[aria-label="Larger"]')
      expect(await width()).toBeGreaterThan(before)
      await page.emulateMedia({ media: 'print' })
      const isCut = `[...document.querySelectorAll('.diagram-frame, .trace-details')].map((one) => getComputedStyle(one))
      .some(({ maxHeight, overflowY }) => maxHeight !== 'none' || overflowY !== 'visible')`
      expect(await page.evaluate(isCut)).toBe(false)
      const shown = await Promise.all(['.top', '.tools', '.details'].map((one) => page.evaluate(hasPlace(one))))
      expect(shown).toEqual([false, false, true])
      await page.setViewportSize({ width: 640, height: 900 }) // of a sheet of paper between its margins
      const edges = (await page.evaluate(
        `[...document.querySelectorAll('.diagram-frame > svg')].map((one) => one.getBoundingClientRect().right)`,
      )) as number[]
      expect(new Set(edges).size, 'names stand above their lines').toBe(1)
      expect(edges[0], 'nothing is cut off at the side').toBeLessThanOrEqual(640)
      await page.evaluate(`document.documentElement.dataset.theme = 'dark'`)
      const schemeOf = `getComputedStyle(document.documentElement).colorScheme`
      expect(await page.evaluate(schemeOf), 'paper is light').toBe('light')
      await page.emulateMedia({ media: 'screen' })
    },
  )

  inBrowser.test('two plays stand side by side, and what differs is marked', async () => {
    const page = await stand.open(`/plays/${good}`)
    await page.selectOption('#beside', expired)
    await page.click('.beside button')
    await page.waitForSelector('.trace-two')
    const marked = await page.evaluate(
      `[...document.querySelectorAll('.row.differs > title')].map((title) => title.textContent)`,
    )
    expect(marked.join('\n')).toMatch(/for an expired token/)
    expect(marked.join('\n')).toMatch(/refuses the token/)
    expect(await page.evaluate(`document.querySelectorAll('.row:not(.differs)').length`)).toBeGreaterThan(2)
  })

  inBrowser.test('a drawing has as many rows as the play has steps', async () => {
    const { steps } = (await (await fetch(`${stand.url}/api/plays/${good}`)).json()) as { steps: unknown[] }
    const page = await stand.open(`/plays/${good}`)
    expect(await page.evaluate(`document.querySelectorAll('.diagram .row').length`)).toBe(steps.length)
  })

  inBrowser.test(
    'who refused, and why, is read to its end: in the list, in the drawing, and of two plays',
    async () => {
      const refused = await played('/scenario8?pass-through=1')
      const why = 'it was issued for somebody else'
      const page = await stand.open('/plays')
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 800 })
        expect(await page.textContent('.plays .came')).toContain(`Service C refused the token: ${why}`)
        expect(await page.evaluate(hidden('.plays .came')), `list ${width}`).toBeLessThanOrEqual(2)
        const outside = `Math.max(...[...document.querySelectorAll('.plays .came')].map((one) =>
        one.querySelector('.mark').getBoundingClientRect().right - one.getBoundingClientRect().right))`
        expect(await page.evaluate(outside), `list ${width}`).toBeLessThanOrEqual(1)
      }
      await page.setViewportSize({ width: 1280, height: 720 })
      await page.goto(`${stand.url}/plays/${refused}`)
      expect(await page.textContent('.row.chosen .note text:not(.sign)')).toBe(`refuses: ${why}`)
      await page.goto(`${stand.url}/plays/${refused}?beside=${expired}`)
      expect(await page.evaluate(hidden('.trace-two .outcome strong'))).toBeLessThanOrEqual(2)
      expect(await page.textContent('h1')).toContain('beside: The factory signs')
      const tops = `new Set([...document.querySelectorAll('.diagram-frame')].map((one) => Math.round(one.getBoundingClientRect().top))).size`
      expect(await page.evaluate(tops)).toBe(1)
    },
  )

  inBrowser.test('on a phone it opens where it was decided, also at the side of the drawing', async () => {
    const refused = await played('/scenario8?pass-through=1')
    const page = await stand.open(`/plays/${refused}`, { width: 390, height: 844 })
    const isSeen = `(() => {
      const frame = document.querySelector('.diagram-frame').getBoundingClientRect()
      const sign = document.querySelector('.row.chosen circle.sign').getBoundingClientRect()
      return sign.left >= frame.left && sign.right <= frame.right
    })()`
    expect(await page.evaluate(isSeen)).toBe(true)
  })

  inBrowser.test('a play that nobody keeps any more says so, and how to go on', async () => {
    const page = await stand.open(`/plays/${'0'.repeat(32)}`)
    expect(await page.textContent('main')).toContain('is not kept any more')
  })
})
