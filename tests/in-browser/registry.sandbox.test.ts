import { expect } from 'vitest'
import { inBrowser, openStand, untilOnPage } from '../support/browser.ts'
import { keyAddress, newPublisher, type Publisher } from '../support/publisher.ts'

const stateOf = ({ kid }: Publisher) =>
  `[...document.querySelectorAll('.registry-service tr')].find((row) => row.textContent.includes('${kid}'))?.querySelector('.key-state')?.textContent.trim().slice(2)`

inBrowser.describe('the page of the key registry, in a browser', () => {
  const stand = openStand()

  async function publish(key: Publisher): Promise<number> {
    const origin = `https://localhost:${stand.sandbox.factory.tlsPort}`
    const token = await key.sign({ service: 'orders', origin, now: Math.floor(Date.now() / 1000) })
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const body = JSON.stringify(key.document)
    return (await stand.sandbox.send('jwt-factory', 'PUT', keyAddress('orders', key.kid), { headers, body })).status
  }

  inBrowser.test('shows who waits, and lets a person approve and revoke', async () => {
    const page = await stand.open('/registry')
    expect(await page.textContent('main')).toContain('servicea') // the signer of scenario 11
    const [first, second] = [await newPublisher('ES256'), await newPublisher('EdDSA')]
    expect([await publish(first), await publish(second)]).toEqual([200, 202])
    await untilOnPage(page, `${stateOf(second)} === 'pending'`)
    expect(await page.textContent('.registry-rules')).toContain('One key waits for you.')
    await page.click(`button[aria-label="Approve the key ${second.kid} of orders"]`)
    await untilOnPage(page, `${stateOf(second)} === 'approved'`)
    await page.click(`button[aria-label="Revoke the key ${first.kid} of orders"]`)
    await untilOnPage(page, `${stateOf(first)} === undefined`)
    await page.click('button:has-text("one key that is over")')
    expect(await page.evaluate(stateOf(first))).toBe('revoked')
    expect(await page.textContent('.said')).toContain('is revoked')
  })
})
