import { expect } from 'vitest'
import { inBrowser, openStand, untilOnPage, type Page } from '../support/browser.ts'
import { expectAsWideAsWindow, expectOpenToAll } from '../support/open-to-all.ts'

const check = (name: string, outcome: string, more: object = {}) => ({
  check: name,
  rule: 'RFC 7519',
  outcome,
  ...more,
})

/** As the console answers `POST /control/judge`: one believes, one refuses, one lets it go on, one cannot be asked. */
const ANSWER = {
  judgements: [
    { judge: 'strict', outcome: 'refused', believed: false, status: 401, decidedBy: 'expiry', reason: 'expired', checks: [check('form', 'passed'), check('expiry', 'failed', { reason: 'expired' }), check('not-before', 'never-reached')] }, // prettier-ignore
    { judge: 'kong', outcome: 'believed', believed: true, status: 200, decidedBy: '', reason: '', checks: [check('form', 'passed'), check('dates', 'nothing-to-check')] }, // prettier-ignore
    { judge: 'mesh', outcome: 'open', believed: false, status: 200, decidedBy: '', reason: '', checks: [] },
    { judge: 'haproxy', outcome: 'cannot-judge', believed: false, status: 0, decidedBy: '', reason: 'It is not installed here.', checks: [] }, // prettier-ignore
  ],
  differences: [
    { kind: 'who', judges: ['kong'], says: 'Kong believes it.' },
    { kind: 'let-in', judges: ['kong'], fault: 'expired', says: 'Kong believes it although it ended.', setting: 'claims_to_verify: [exp]' }, // prettier-ignore
  ],
  keys: { from: 'the ring servicea', notes: ['It was the first'] },
  expected: { issuer: 'https://issuer.test', audience: 'serviceb' },
  now: 1_800_000_000_000,
}

/** What was asked stays in the page, for the test. */
const answerWith = (page: Page, answer: object) =>
  page.evaluate(`(() => {
    const { fetch } = window
    window.fetch = (path, init) => {
      if (path !== '/control/judge') return fetch(path, init)
      window.asked = JSON.parse(init.body)
      return Promise.resolve(new Response(${JSON.stringify(JSON.stringify(answer))}, { headers: { 'content-type': 'application/json' } }))
    }
  })()`)

inBrowser.describe('the page of all judges, in a browser', () => {
  const stand = openStand()

  const judged = async (how: { width?: number; height?: number; colorScheme?: 'light' | 'dark' } = {}) => {
    const page = await stand.open('/judge', how)
    await answerWith(page, ANSWER)
    await page.selectOption('.bench-paste select', 'exp-5min-ago')
    await page.click('.bench-paste button.main')
    await page.waitForSelector('.judge-result')
    return page
  }

  inBrowser.test(
    'shows each answer with a sign, words and its order of checks, and what would have refused it',
    async () => {
      const page = await judged()
      expect(await page.evaluate('window.asked')).toEqual({ named: 'exp-5min-ago' })
      expect(await page.evaluate(`document.querySelectorAll('.verdict-card').length`)).toBe(4)
      const words = await page.textContent('.verdicts')
      for (const each of ['believes it', 'refuses it', 'lets it go on', 'cannot be asked'])
        expect(words).toContain(each)
      await page.focus('.verdict-card summary')
      await page.keyboard.press('Enter')
      await untilOnPage(page, `document.querySelector('.verdict-card details').open`)
      expect(await page.textContent('.judge-checks')).toMatch(/passed.*failed.*never reached/s)
      expect(await page.evaluate(`document.querySelector('.setting [data-copy]').dataset.copy`)).toBe('claims_to_verify: [exp]') // prettier-ignore
      await expectOpenToAll(page, 'what the judges say')
    },
  )

  inBrowser.test('is as wide as a phone, and as a wall, and dark', async () => {
    const page = await judged({ width: 390, height: 844, colorScheme: 'dark' })
    await expectAsWideAsWindow(page, 'what the judges say')
    await expectOpenToAll(page, 'what the judges say')
  })

  inBrowser.test('takes a token from the bench and gives it back, and no address has any of it', async () => {
    const page = await stand.open('/bench')
    await page.click('.bench-panel button.main')
    await page.waitForSelector('.bench-summary')
    const token = await page.evaluate(`document.querySelector('#pasted').value`)
    await page.click('button:has-text("Before every judge")')
    await untilOnPage(page, `location.pathname === '/judge' && document.querySelector('#pasted')?.value === ${JSON.stringify(token)}`) // prettier-ignore
    expect(page.url()).not.toContain('ey')
    await page.click('button:has-text("To the bench")')
    await page.waitForSelector('.bench-summary')
    expect(page.url()).not.toContain('ey')
    expect(await page.evaluate('sessionStorage.length')).toBe(0)
  })
})
