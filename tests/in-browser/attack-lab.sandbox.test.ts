import { expect } from 'vitest'
import { inBrowser, openStand, untilOnPage } from '../support/browser.ts'
import { expectAsWideAsWindow, expectOpenToAll } from '../support/open-to-all.ts'

inBrowser.describe('the attack lab, in a browser', () => {
  const stand = openStand({ env: { CLIENT_ASSERTION_AUDIENCE: 'issuer' } })

  inBrowser.test('runs a family against service B, and shows what came of each case', async () => {
    const page = await stand.open('/attacks')
    await page.click('.lab-family:has(strong:text-is("header")) summary')
    await page.click('.lab-family[open] button:text-is("Run this family")')
    await untilOnPage(page, `document.querySelector('.lab-run') && !document.querySelector('.lab-run progress')`)
    expect(await page.textContent('.lab-run')).toMatch(/8 cases: bad tokens believed 0 of 8/)
    expect(await page.textContent('.bench-work')).toContain('Nothing was found')
    await expectOpenToAll(page, 'a family that was run')
    const another = await stand.open('/attacks')
    expect(await another.textContent('.lab-run')).toMatch(/8 cases: bad tokens believed 0 of 8/)
  })

  inBrowser.test('shows a bad token beside the good one, with the one difference marked', async () => {
    const page = await stand.open('/attacks')
    await page.click('.lab-family:has(strong:text-is("identity")) summary')
    await page.click('.lab-open:has(code:text-is("aud-other-service"))')
    await page.waitForSelector('.lab-beside')
    const own = `[...document.querySelectorAll('.lab-side .own')].map((line) => line.textContent.trim())`
    expect(await page.evaluate(own)).toEqual([expect.stringMatching(/^"aud": /), expect.stringMatching(/^"aud": "serviceb"/)]) // prettier-ignore
    const named = `[...document.querySelectorAll('.lab-side h5')].map((name) => name.textContent)`
    expect(await page.evaluate(named)).toEqual(expect.arrayContaining(['The bad one: claims', 'The good one: claims']))
    await expectOpenToAll(page, 'a case that is open')
  })

  inBrowser.test('says what lacks before a service of the person can be attacked, and what to set in it', async () => {
    const page = await stand.open('/attacks')
    await page.selectOption('.bench-paste select', 'own')
    expect(await page.textContent('.bench-paste')).toContain('Say where your service is')
    const toSet = (await page.textContent('.lab-to-set')) ?? ''
    for (const words of ['/jwks', '/.well-known/openid-configuration', 'ES256']) expect(toSet).toContain(words)
    await expectOpenToAll(page, 'an own service')
    await page.fill('.bench-paste input >> nth=0', 'https://10.1.2.3/orders')
    await page.fill('.bench-paste input >> nth=1', 'orders')
    await page.click('.bench-paste button.main')
    await page.waitForSelector('.lab-trouble')
    expect(await page.textContent('.lab-trouble')).toContain('is not this machine')
  })

  inBrowser.test('is as wide as a phone, and as a wall, and dark', async () => {
    for (const how of [
      { width: 390, height: 800 },
      { width: 1920, height: 1080, colorScheme: 'dark' as const },
    ]) {
      const page = await stand.open('/attacks', how)
      await page.click('.lab-family:has(strong:text-is("good")) summary')
      await expectAsWideAsWindow(page, 'the catalogue')
      await expectOpenToAll(page, 'the catalogue')
    }
  })

  inBrowser.test('finds out what a service expects, and fills it in', async () => {
    const page = await stand.open('/attacks')
    await page.selectOption('.bench-paste select', 'own')
    const { tlsPort } = stand.sandbox.processes.serviceb
    await page.fill('.bench-paste input >> nth=0', `https://localhost:${tlsPort}/scenario7-server`)
    await page.click('button:text-is("Find out what it expects")')
    await page.waitForSelector('.lab-found')
    expect(await page.evaluate(`document.querySelectorAll('.judge-fields input')[1].value`)).toBe('serviceb')
  })

  inBrowser.test('shows who can call whom with a stolen token, at each size and in both themes', async () => {
    const page = await stand.open('/attacks')
    await page.click('button:text-is("Token matrix")')
    await untilOnPage(page, `document.querySelector('.lab-heat td')`)
    expect(await page.textContent('.bench-work')).toContain('Who steals which token can call whom')
    await expectOpenToAll(page, 'the matrix')
    const wider = 'document.documentElement.scrollWidth - innerWidth'
    for (const width of [390, 1280, 1920]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await page.evaluate(wider), `${width}`).toBeLessThanOrEqual(0)
    }
    await page.focus('.lab-heat')
    expect(await page.evaluate(`document.activeElement?.getAttribute('aria-labelledby')`)).toBe('heat-map')
  })
})
