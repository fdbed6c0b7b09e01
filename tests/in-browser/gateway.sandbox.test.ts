import { expect } from 'vitest'
import { inBrowser, openStand, untilOnPage } from '../support/browser.ts'

const says = (selector: string, words: string) =>
  `document.querySelector('${selector}')?.textContent.includes('${words}')`
const row = (name: string) =>
  `[...document.querySelectorAll('.gateway-headers tbody tr')].find((one) => one.cells[0].textContent === '${name}')?.textContent`

const bottomOf = (selector: string) => `document.querySelector('${selector}').getBoundingClientRect().bottom`
const isSeen = (selector: string) =>
  `${bottomOf(selector)} <= innerHeight && document.querySelector('${selector}').getBoundingClientRect().top >= 0`

inBrowser.describe('the page of the gateways, in a browser', () => {
  const stand = openStand()

  inBrowser.test('shows a request before and after, and why one was refused or believed', async () => {
    const page = await stand.open('/gateway')
    await page.click('.gateway-order button')
    await untilOnPage(page, says('.gateway-verdict', '200'))
    expect(await page.evaluate(row('x-consumer-username'))).toContain('john_doe')
    expect(await page.evaluate(row('x-consumer-username'))).toContain('replaced by the gateway')
    expect(await page.evaluate(row('authorization'))).toContain('removed by the gateway')
    await page.selectOption('.gateway-order select >> nth=2', 'taken')
    await page.click('.gateway-order button')
    await untilOnPage(page, says('.gateway-came', 'Token is on the black list'))
    await untilOnPage(page, says('.gateway-known', 'jti:'))
    await page.click('.gateway-known button:has-text("Believe again")')
    await untilOnPage(page, says('.gateway-known', 'No token stands on it'))
    await page.selectOption('.gateway-order select >> nth=0', 'plugin-gateway')
    await page.selectOption('.gateway-order select >> nth=2', 'expired')
    await page.click('.gateway-order button')
    await untilOnPage(page, says('.gateway-steps', 'fails to notice that the token has expired'))
    await page.click('.gateway-consumer button:has-text("Remove")')
    await untilOnPage(page, `!${says('.gateway-known', 'HS256')}`)
    await page.click('.gateway-consumer button:has-text("New credential")')
    await untilOnPage(page, says('.gateway-known', 'HS256'))
  })

  inBrowser.test('on a phone what came of a press is seen, and what was pressed stays in sight', async () => {
    const page = await stand.open('/gateway', { width: 375, height: 667 })
    for (const [token, words] of [
      ['good', '200'],
      ['forged', '401'],
    ] as const) {
      await page.selectOption('.gateway-order select >> nth=2', token)
      await page.focus('.gateway-order button')
      await page.evaluate(`document.querySelector('.gateway-order button').scrollIntoView({ block: 'end' })`)
      await page.keyboard.press('Enter')
      await untilOnPage(page, says('.gateway-verdict', words))
      await untilOnPage(page, isSeen('.gateway-verdict'))
      await untilOnPage(page, `${bottomOf('.gateway-order button')} > 0`)
    }
  })
})
