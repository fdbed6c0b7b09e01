import { expect } from 'vitest'
import { inBrowser, openStand, untilOnPage } from '../support/browser.ts'
import { expectAsWideAsWindow, expectOpenToAll } from '../support/open-to-all.ts'

/** Of every page of the console; those of a play are looked at with one. */
const PAGES = [
  '/',
  '/?scenario=8&pass-through=1',
  '/plays',
  '/keys',
  '/control',
  '/control?process=serviceb',
  '/bench',
  '/judge',
  '/attacks',
  '/attacks/libraries',
  '/attacks/libraries?family=key&all=1',
  '/attacks/libraries?who=dialects&family=key&all=1',
  '/clients',
  '/clients?issuer=%40',
  '/registry',
  '/mesh',
  '/gateway',
  '/relay',
  '/people',
  '/workshop',
  '/workshop/report',
  '/nowhere',
]
/**
 * When something was done on them, by the tests of the page or by the last one here; and those that differ from another in what is
 * chosen alone: the table of all families has ten thousand elements, that of one the same kinds of them.
 */
const LOOKED_AT_LATER = new Set([
  '/',
  '/attacks/libraries',
  '/bench',
  '/keys',
  '/control?process=serviceb',
  '/workshop',
  '/workshop/report',
])

inBrowser.describe('every page, in a browser', () => {
  const stand = openStand()

  async function play(): Promise<string> {
    const page = await stand.open('/?scenario=8&pass-through=1')
    await page.click('button.main')
    await page.waitForSelector('.steps a')
    return String(await page.evaluate(`document.querySelector('.steps a').getAttribute('href')`))
  }

  inBrowser.test(
    'has nothing that keeps people out, light and dark, and is as wide as a wall and as a phone',
    async () => {
      const played = await play()
      const page = await stand.open()
      for (const path of [...PAGES, played, `${played}?beside=${played.split('/').at(-1)}`]) {
        await page.goto(stand.url + path)
        if (!LOOKED_AT_LATER.has(path)) await expectOpenToAll(page, path)
        await expectAsWideAsWindow(page, path)
      }
      const { port } = stand.sandbox.processes['jwt-factory']
      const own = await stand.open('/', { url: `http://localhost:${port}` })
      await expectOpenToAll(own, 'GET / of the factory')
      await expectAsWideAsWindow(own, 'GET / of the factory')
    },
  )

  inBrowser.test('the pages to log in and out at the provider: without a script, by keyboard alone', async () => {
    const { port } = stand.sandbox.processes['jwt-factory']
    const url = `http://localhost:${port}`
    const callback = `https://localhost:${stand.sandbox.partyPorts['login-gateway-tls']}/callback`
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    const asked = { client_id: 'login-gateway', redirect_uri: callback, response_type: 'code', scope: 'openid', code_challenge: challenge, code_challenge_method: 'S256' } // prettier-ignore
    const page = await stand.open(`/login/auth?${new URLSearchParams(asked)}`, { url })
    const look = async (name: string) => (await expectOpenToAll(page, name), await expectAsWideAsWindow(page, name))
    await look('the page to log in')
    expect(await page.evaluate(`document.scripts.length`)).toBe(0)
    await page.keyboard.type('tester') // the field has the focus
    await page.keyboard.press('Tab')
    await page.keyboard.type('wrong')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[role="alert"]')
    expect(await page.evaluate(`document.querySelector('[name=username]').value`)).toBe('tester')
    await look('a wrong password')
    await page.goto(`${url}/login/auth?${new URLSearchParams({ ...asked, client_id: 'nobody' })}`)
    await look('a client that nobody knows')
    await page.goto(`${url}/login/session/end`)
    await look('nobody is logged in')
    await page.goto(`${url}/login/session/end/success`)
    await look('logged out')
  })

  inBrowser.test('keeps nobody out either when something was done on it', async () => {
    const page = await stand.open('/?scenario=1&expired=1')
    await page.click('button.main')
    await page.waitForSelector('.says .checks')
    await expectOpenToAll(page, 'a refusal on the stage')
    await page.goto(`${stand.url}/bench`)
    await page.click('.bench-panel button.main')
    await page.waitForSelector('.bench-summary')
    await page.click('#tab-check')
    await page.click('.bench-panel button.main')
    await page.waitForSelector('.bench-verdict')
    await expectOpenToAll(page, 'a token that was checked')
    await page.goto(`${stand.url}/keys`)
    await page.click('section.ring button:has-text("Rotate")')
    await page.waitForSelector('.said .mark')
    await expectOpenToAll(page, 'a key that was rotated')
  })

  inBrowser.test(
    'on a phone the switch of the theme is at the edge, and every group of switches has its name',
    async () => {
      const { port } = stand.sandbox.processes['jwt-factory']
      const page = await stand.open('/nowhere', { url: `http://localhost:${port}`, width: 390, height: 844 })
      expect(
        await page.evaluate(`innerWidth - document.querySelector('.theme').getBoundingClientRect().right`),
      ).toBeLessThan(24)
      const clients = await stand.open('/clients', { width: 390, height: 844 })
      await untilOnPage(clients, `document.querySelector('.variants legend')?.checkVisibility()`)
    },
  )

  inBrowser.test('is light or dark as the person says, also on the next page', async () => {
    const page = await stand.open('/')
    const paper = `getComputedStyle(document.body).backgroundColor`
    const light = await page.evaluate(paper)
    await page.click('.theme.with-room')
    const dark = await page.evaluate(paper)
    expect(dark).not.toBe(light)
    await page.goto(`${stand.url}/plays`)
    expect(await page.evaluate(paper)).toBe(dark)
  })
})
