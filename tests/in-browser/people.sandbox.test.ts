import { expect } from 'vitest'
import { inBrowser, openStand, untilOnPage } from '../support/browser.ts'
import { expectAsWideAsWindow, expectOpenToAll } from '../support/open-to-all.ts'

inBrowser.describe('the page about people', () => {
  const stand = openStand()
  const login = (password: string) =>
    stand.sandbox.post('jwt-factory', '/api/login', { body: { username: 'tester', password } })

  inBrowser.test('shows what next tokens say, and who logs in while it is looked at', async () => {
    const page = await stand.open('/people')
    const claims = `[...document.querySelectorAll('.people-cards li')].map(({ innerText }) => innerText.replaceAll(/\\s+/g, ' ')).join('|')` // prettier-ignore
    expect(await page.evaluate(claims)).toMatch(/tester Travis Ester · Testing group.*test acc.*\|stoke .*stk S/)
    expect((await login('tester')).status).toBe(200)
    expect((await login('wrong')).status).toBe(401)
    await untilOnPage(page, `document.querySelector('.people-last')?.textContent.includes('wrong-credentials')`)
    expect(await page.textContent('.people-last')).toMatch(/login.*tester.*wrong-credentials/s)
    await expectOpenToAll(page, 'people')
    await expectAsWideAsWindow(page, 'people')
  })

  inBrowser.test('leads to the console of people, at the port of the factory', async () => {
    const { port } = stand.sandbox.processes['jwt-factory']
    const page = await stand.open('/admin', { url: `http://localhost:${port}` })
    expect(page.url()).toBe(`http://localhost:${port}/admin/login`)
    await page.fill('[name=username]', 'stoke')
    await page.fill('[name=password]', 'admin')
    await page.click('main button.main')
    await page.waitForSelector('.admin-totals')
    expect(await page.textContent('.next-token')).toMatch(/stk.*S/s)
  })
})
