import { Buffer } from 'node:buffer'
import { expect } from 'vitest'
import { inBrowser, openStand, untilOnPage } from '../support/browser.ts'
import { expectInPlace } from '../support/overflow.ts'
import { keyAddress, newPublisher, type Publisher } from '../support/publisher.ts'

const stateOf = ({ kid }: Publisher) =>
  `[...document.querySelectorAll('.registry-service tr')].find((row) => row.textContent.includes('${kid}'))?.querySelector('.key-state')?.textContent.trim().slice(2)`

/** No sign in it lets a line end. */
const ENDLESS = 'l'.repeat(300)

inBrowser.describe('keys that services publish, and names that strangers choose, in a browser', () => {
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

  inBrowser.test('names of as many letters as there can be leave their places on no other page', async () => {
    const name = 'n'.repeat(64)
    const client = { secret: 'a-secret-of-a-test', audiences: [ENDLESS], scopes: [ENDLESS], claims: { note: ENDLESS } }
    await stand.sandbox.putClient(name, client)
    await stand.sandbox.plain('jwt-factory', `/keys/${name}`, { method: 'POST' })
    const rule = { on: 'jwks', id: 'i'.repeat(40), effect: { status: 503, body: { [ENDLESS]: ENDLESS } } }
    await stand.sandbox.plain('jwt-factory', '/control/faults', { method: 'POST', body: rule })
    const headers = { 'user-agent': ENDLESS }
    await stand.sandbox.plain('jwt-factory', `/keys/${name}/jwks?${ENDLESS}=${ENDLESS}`, { headers })
    const page = await stand.open(`/clients?client=${name}`)
    await page.click('button.main')
    await page.waitForSelector('.token-result')
    await expectInPlace(page, 'a client')
    for (const path of ['/keys', '/control', '/registry', `/${ENDLESS}`]) {
      await page.goto(stand.url + path)
      await expectInPlace(page, path.slice(0, 20))
    }
    await page.goto(`${stand.url}/bench`)
    const token = [
      { alg: 'ES256', kid: ENDLESS, [ENDLESS]: ENDLESS },
      { iss: ENDLESS, exp: ENDLESS, [ENDLESS]: [ENDLESS] },
    ]
    await page.fill(
      '.bench-paste textarea',
      token.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') + '.AAAA',
    )
    await page.waitForSelector('.bench-summary')
    await expectInPlace(page, 'the bench')
    await page.click('#tab-check')
    await page.click('.bench-panel button.main')
    await page.waitForSelector('.bench-result, .bench-trouble')
    await expectInPlace(page, 'a token that was checked')
  })
})
