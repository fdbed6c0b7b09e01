import { expect, test as plainTest } from 'vitest'
import { asFirstWord } from '#core/trace/step'
import { loadScenarios } from '#scenarios'
import type { PlayLine } from '../../apps/console/plays/kept-play.ts'
import { inBrowser, openStand, untilOnPage } from '../support/browser.ts'

const scenarios = await loadScenarios()

/**
 * Plays a scenario in several ways, one after the other, as a person does: chooses it, presses its switches and Play, and goes to the
 * end. It is one script, for a round trip to the browser for each of some hundred acts takes longer than all plays.
 */
const playAll = (number: number, ways: readonly string[]) => `(async () => {
  const until = async (what, isSo) => {
    for (const begin = performance.now(); !isSo(); await new Promise((next) => setTimeout(next, 5)))
      if (performance.now() - begin > 60_000) throw new Error('scenario ${number}: waited in vain for ' + what)
  }
  const all = (selector) => [...document.querySelectorAll(selector)]
  const played = []
  for (const way of ${JSON.stringify(ways)}) {
    all('.scenarios a')[${number - 1}].click()
    if (way !== '') all('.switch').find((one) => one.textContent.replace('✓', '').trim() === way).click()
    await until('the switch of ' + way, () => all('.switch[aria-checked="true"]').length === (way === '' ? 0 : 1))
    document.querySelector('button.main').click()
    await until('the play ' + way, () => document.querySelector('.dot, [role="alert"]'))
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }))
    await until('the end of ' + way, () => !document.querySelector('.dot:not(.told)'))
    const link = document.querySelector('.steps a')
    played.push({ way, said: document.querySelector('.says').textContent, id: link.getAttribute('href').split('/').at(-1) })
  }
  return played
})()`

/** It is there for the time of its way, which a busy machine may draw in one frame. */
const WATCH_FOR_TRAVELLERS = `
  new MutationObserver(() => { window.hasTravelled ||= document.querySelector('.traveller .token-sign') !== null })
    .observe(document.body, { childList: true, subtree: true })`

inBrowser.describe('the stage, in a browser', () => {
  const stand = openStand()

  inBrowser.test(
    'every scenario plays from the page, as it is and in every other way, and the page says what came of it',
    async () => {
      const page = await stand.open()
      for (const { number, variants = {} } of scenarios) {
        const ways: { way: string; said: string; id: string }[] = await page.evaluate(
          playAll(number, ['', 'expired', ...Object.keys(variants)]),
        )
        const { plays } = (await (await fetch(`${stand.url}/api/plays`)).json()) as { plays: PlayLine[] }
        for (const { way, said, id } of ways) {
          const { outcome, ...play } = plays.find(({ traceId }) => traceId === id) ?? expect.fail(`${way}: not kept`)
          expect([play.scenario, play.query]).toEqual([number, way && `${way}=1`])
          const words = {
            good: 'Everybody believed the token',
            refused: outcome.findings
              ? outcome.findings[0]?.slice(1)
              : `${asFirstWord(outcome.who)} ${outcome.isLax ? 'failed' : 'refused'} ${outcome.what}`,
            'cannot-decide': 'cannot go on',
          }
          expect(said, `scenario ${number} ${way}`).toContain(words[outcome.outcome as keyof typeof words])
          if (way === 'expired') expect(outcome.outcome).toBe('refused')
          if (way === '') expect(outcome.outcome === 'good' || number === 10).toBe(true)
        }
      }
    },
  )

  inBrowser.test('a refusal stops what plays by itself at who refused, with the check that failed', async () => {
    const page = await stand.open('/?scenario=1&expired=1')
    await page.click('button.main')
    await page.waitForSelector('.says .sentence.refused')
    expect(await page.textContent('.party.refused .name')).toBe('jwt-factory')
    expect(await page.textContent('.says .checks li.failed')).toContain('RFC 7519 §4.1.4')
    expect(await page.evaluate(`document.querySelectorAll('.dot:not(.told)').length`)).toBeGreaterThan(0)
    await page.click('.says button')
    expect(await page.evaluate(`document.querySelectorAll('.says .checks li').length`)).toBeGreaterThan(10)
  })

  inBrowser.test('a token travels along a line, and a switch takes back what was played', async () => {
    const page = await stand.open('/?scenario=3', { isCalm: false })
    await page.evaluate(WATCH_FOR_TRAVELLERS)
    await page.click('button.main')
    await untilOnPage(page, 'window.hasTravelled')
    await page.click('.switch')
    await page.waitForSelector('.dot', { state: 'detached' })
    await page.waitForSelector('.traveller', { state: 'detached' })
    expect(await page.textContent('.copy code')).toContain('/scenario3?expired=1')
    expect(page.url()).toContain('expired=1')
  })

  inBrowser.test('a token by its name is chosen from a list, and “expired” and it switch each other off', async () => {
    const page = await stand.open('/?scenario=3&expired=1')
    await page.selectOption('select[name="token"]', 'aud-other')
    await page.waitForSelector('.switch[aria-checked="true"]', { state: 'detached' })
    expect(await page.textContent('.copy code')).toContain('/scenario3?token=aud-other')
    await page.click('button.main')
    await page.waitForSelector('.says .sentence.refused')
    expect(await page.textContent('.says .checks li.failed')).toContain('RFC 7519 §4.1.3')
    await page.click('.switch')
    await untilOnPage(page, `document.querySelector('select[name="token"]').value === ''`)
    expect(new URL(page.url()).search).toBe('?scenario=3&expired=1')
  })

  inBrowser.test('who wants no motion sees none: nothing travels, glides or turns, and each step is told', async () => {
    const turns = `(document.body.insertAdjacentHTML('beforeend', '<span class="busy"></span>'),
      getComputedStyle(document.body.lastElementChild).animationName)`
    for (const isCalm of [true, false]) {
      const page = await stand.open('/?scenario=3', { isCalm })
      await page.evaluate(WATCH_FOR_TRAVELLERS)
      await page.click('button.main')
      await untilOnPage(page, `document.querySelectorAll('.dot.told').length > 2`)
      expect(Boolean(await page.evaluate('window.hasTravelled'))).toBe(!isCalm)
      expect(await page.evaluate(turns)).toBe(isCalm ? 'none' : 'turn')
      await page.goto(`${stand.url}/bench`)
      await page.evaluate(`window.scrolls = []; window.scrollBy = ({ behavior }) => void scrolls.push(behavior)`)
      await page.click('.bench-panel button.main')
      await page.waitForSelector('.bench-summary')
      await page.click('#tab-check')
      await page.click('.bench-panel button.main')
      await page.waitForSelector('.bench-verdict')
      expect(await page.evaluate('scrolls.join()')).toBe(isCalm ? 'instant' : 'smooth')
    }
  })

  inBrowser.test('for a wall: one step for each key, and the way out', async () => {
    const page = await stand.open('/?scenario=1')
    await page.click('button[aria-pressed]')
    await page.waitForSelector('.presenting .dot.told')
    for (let told = 2; told < 5; told++) {
      await page.keyboard.press('ArrowRight')
      await untilOnPage(page, `document.querySelectorAll('.dot.told').length === ${told}`)
    }
    await page.keyboard.press('ArrowLeft')
    await untilOnPage(page, `document.querySelectorAll('.dot.told').length === 3`)
    await page.keyboard.press('Escape')
    await page.waitForSelector('.presenting', { state: 'detached' })
  })

  inBrowser.test('a play by curl appears on the pages of two browsers at once', async () => {
    const pages = await Promise.all([stand.open('/plays'), stand.open('/plays')])
    const before = await Promise.all(
      pages.map((page) => page.evaluate(`document.querySelectorAll('.plays li').length`)),
    )
    await stand.sandbox.plain('servicea', '/scenario5?wrong-audience=1')
    for (const [at, page] of pages.entries())
      await untilOnPage(page, `document.querySelectorAll('.plays li').length === ${Number(before[at]) + 1}`)
    expect(await pages[0]?.textContent('.plays li')).toContain('wrong-audience=1')
  })
})

plainTest('every scenario has a story for somebody who has never seen it', () => {
  for (const { story, title } of scenarios) {
    expect(story.length, title).toBeGreaterThan(80)
    expect(story.length, title).toBeLessThan(320)
  }
})
