import { expect } from 'vitest'
import type { PlayLine } from '../../apps/console/plays/kept-play.ts'
import { inBrowser, openStand, type Page, untilOnPage } from '../support/browser.ts'
import { freePortSettings } from '../support/ports.ts'
import { stopFactory, stopService } from '../support/restart.ts'

const inBar = (page: Page, words: string) =>
  untilOnPage(page, `document.querySelector('.house').textContent.includes('${words}')`)
const areUp = (page: Page, count: number) =>
  untilOnPage(page, `document.querySelectorAll('.party.up').length === ${count}`)

/** As if another tab were in front of it. @param one a document */
const hide = (one: string, isHidden: boolean) =>
  `Object.defineProperty(${one}, 'hidden', { value: ${isHidden}, configurable: true })
 ${one}.dispatchEvent(new Event('visibilitychange'))`

async function playToTheEnd(page: Page): Promise<{ said: string; id: string }> {
  await page.click('button.main')
  await page.waitForSelector('.dot')
  await page.keyboard.press('End')
  await untilOnPage(page, `!document.querySelector('.dot:not(.told)')`)
  const address: string = await page.evaluate(`document.querySelector('.steps a').getAttribute('href')`)
  return { said: String(await page.textContent('.says')), id: address.replace('/plays/', '') }
}

/** Whoever is started again has the port that it had: nobody else may have got it meanwhile. */
const { env } = await freePortSettings()

inBrowser.describe('what happens meanwhile, in a browser', () => {
  const stand = openStand({ env })

  inBrowser.test('B ends and is started again under a page: it is down, then up, and plays go on', async () => {
    const page = await stand.open('/?scenario=3')
    await areUp(page, 4)
    expect((await playToTheEnd(page)).said).toContain('Everybody believed the token')
    const startAgain = await stopService(stand.sandbox, 'serviceb')
    await page.waitForSelector('.party.down', { state: 'attached' })
    expect(await page.textContent('.party.down .name')).toBe('Service B')
    await inBar(page, 'Service B down')
    const away = await playToTheEnd(page)
    expect(away.said).toContain('serviceb cannot be reached')
    await startAgain()
    await areUp(page, 4)
    await inBar(page, 'nothing set')
    expect((await playToTheEnd(page)).said).toContain('Everybody believed the token')
  })

  inBrowser.test(
    'the factory ends and is started again under every page: each says so, and goes on where it was',
    async () => {
      const paths = [
        '/keys',
        '/control?process=jwt-factory',
        '/registry',
        '/bench',
        '/clients?issuer=%40',
        '/clients?client=serviceb',
      ]
      const pages = await Promise.all(paths.map((path) => stand.open(path)))
      const [, , , , issuer, client] = pages
      await client?.click('.clients-detail button.main')
      await client?.waitForSelector('.clients .token')
      const startAgain = await stopFactory(stand.sandbox)
      const says = `document.querySelector('main').textContent.includes('jwt-factory cannot be reached')`
      for (const page of pages) await untilOnPage(page, says)
      await startAgain()
      for (const page of pages) await untilOnPage(page, `!${says}`)
      await issuer?.waitForSelector('.issuer-document')
      expect(await client?.textContent('.clients-detail h2')).toBe('serviceb')
      expect(await client?.evaluate(`Boolean(document.querySelector('.clients .token'))`)).toBe(true)
    },
  )

  inBrowser.test('two people play at once: each sees the own play, and both are in the list of either', async () => {
    const [one, other] = await Promise.all([stand.open('/?scenario=1'), stand.open('/?scenario=5&expired=1')])
    const [mine, theirs] = await Promise.all([playToTheEnd(one), playToTheEnd(other)])
    expect(mine.said).toContain('Everybody believed the token')
    expect(theirs.said).toContain('refused the token: it has expired')
    const { plays } = (await (await fetch(`${stand.url}/api/plays`)).json()) as { plays: PlayLine[] }
    const of = (id: string) => plays.find(({ traceId }) => traceId === id)
    expect([of(mine.id)?.scenario, of(theirs.id)?.query]).toEqual([1, 'expired=1'])
    await one.goto(`${stand.url}/plays/${theirs.id}`)
    expect(await one.textContent('.outcome')).toContain('refused the token: it has expired')
  })

  inBrowser.test(
    'eight pages in one browser: those that nobody sees keep no connection from the one that is',
    async () => {
      const page = await stand.open('/plays')
      for (let other = 0; other < 7; other++) {
        await page.evaluate(`window.others = [...(window.others ?? []), window.open('/plays')], undefined`)
        await untilOnPage(
          page,
          `others.at(-1).document.readyState === 'complete' && others.at(-1).location.pathname === '/plays'`,
        )
        await page.evaluate(hide('others.at(-1).document', true))
      }
      const id = 'c'.repeat(32)
      await stand.sandbox.plain('servicea', '/scenario5', { headers: { traceparent: `00-${id}-${'1'.repeat(16)}-01` } })
      await page.waitForSelector(`.plays a[href="/plays/${id}"]`)
      expect(await page.evaluate(`Boolean(others[0].document.querySelector('.plays a[href="/plays/${id}"]'))`)).toBe(
        false,
      )
      await page.evaluate(hide('others[0].document', false))
      await untilOnPage(page, `others[0].document.querySelector('.plays a[href="/plays/${id}"]')`)
      await page.evaluate('others.forEach((each) => each.close())')
    },
  )

  inBrowser.test(
    'while the console has no room for a listener, a page keeps what is written there, and listens later',
    async () => {
      const url = await stand.openConsole({}) // pages of the tests before leave theirs when they like
      const end = new AbortController()
      const init = { headers: { accept: 'text/event-stream' }, signal: end.signal }
      const held: unknown[] = [] // an answer that nobody holds is collected, and its connection ends
      for (const host of ['127.0.0.1', '[::1]']) {
        const listen = () => fetch(`${url.replace('localhost', host)}/api/events`, init)
        for (let answer = await listen(); answer.status === 200; answer = await listen()) held.push(answer) // the browser comes from one of these addresses
      }
      const page = await stand.open('/bench', { url })
      await inBar(page, 'the console does not answer')
      expect(held.length).toBeGreaterThan(100)
      await page.fill('textarea', 'what somebody writes')
      end.abort()
      await inBar(page, 'nothing set')
      expect(await page.evaluate(`document.querySelector('textarea').value`)).toBe('what somebody writes')
    },
  )

  inBrowser.test(
    'the console is started again under two pages: the token on the bench stays and can be used, the other begins anew',
    async () => {
      const url = await stand.openConsole({})
      const [bench, idle] = await Promise.all([stand.open('/bench', { url }), stand.open('/plays', { url })])
      await inBar(bench, 'nothing set')
      await bench.click('.bench-panel button.main')
      await bench.waitForSelector('.bench-summary')
      const written = () => bench.evaluate(`document.querySelector('.bench-paste textarea').value`)
      const token = await written()
      await idle.evaluate(`document.body.classList.add('of-before')`)
      const startAgain = await stand.stopConsole(url)
      await inBar(bench, 'the console does not answer')
      await startAgain()
      await inBar(bench, 'nothing set')
      expect(await written()).toBe(token)
      await bench.click('#tab-check')
      await bench.click('.bench-panel button.main')
      await bench.waitForSelector('.bench-verdict:has-text("The verifier believes it")')
      await idle.waitForSelector('body:not(.of-before)')
    },
  )

  inBrowser.test(
    'what one person sets, the page of another says; it takes it back, and the first one says so',
    async () => {
      const [one, other] = await Promise.all([stand.open('/control'), stand.open('/?scenario=1')])
      await one.click('button:has-text("Freeze")')
      await inBar(other, 'frozen')
      await stand.sandbox.plain('servicea', '/control/clock', { method: 'PUT', body: { skew: '-90s' } })
      await untilOnPage(other, `/Service A.*clock/s.test(document.querySelector('.picture').textContent)`)
      await other.click('.house.with-room')
      await other.click('.control-head button')
      await inBar(one, 'nothing set')
    },
  )
})
