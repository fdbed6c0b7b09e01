import { expect } from 'vitest'
import type { PlayLine } from '../../apps/console/plays/kept-play.ts'
import { inBrowser, openStand, type Page, untilOnPage } from '../support/browser.ts'
import { stopService } from '../support/restart.ts'

const inBar = (page: Page, words: string) =>
  untilOnPage(page, `document.querySelector('.house').textContent.includes('${words}')`)
const areUp = (page: Page, count: number) =>
  untilOnPage(page, `document.querySelectorAll('.party.up').length === ${count}`)

async function playToTheEnd(page: Page): Promise<{ said: string; id: string }> {
  await page.click('button.main')
  await page.waitForSelector('.dot')
  await page.keyboard.press('End')
  await untilOnPage(page, `!document.querySelector('.dot:not(.told)')`)
  const address: string = await page.evaluate(`document.querySelector('.steps a').getAttribute('href')`)
  return { said: String(await page.textContent('.says')), id: address.replace('/plays/', '') }
}

inBrowser.describe('what happens meanwhile, in a browser', () => {
  const stand = openStand()

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
    'what one person sets, the page of another says; it takes it back, and the first one says so',
    async () => {
      const [one, other] = await Promise.all([stand.open('/control'), stand.open('/?scenario=1')])
      await one.click('button:has-text("Freeze")')
      await inBar(other, 'frozen')
      await other.click('.house')
      await other.click('.control-head button')
      await inBar(one, 'nothing set')
    },
  )
})
