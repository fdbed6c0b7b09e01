import { networkInterfaces } from 'node:os'
import { beforeAll, expect } from 'vitest'
import { inBrowser, openStand, type Page, untilOnPage } from '../support/browser.ts'
import { needs } from '../support/needs.ts'

const TOKEN = 'a-token-of-sixteen-characters'
const address = Object.values(networkInterfaces())
  .flat()
  .find((each) => each?.family === 'IPv4' && !each.internal)?.address
const onNetwork = needs(address === undefined && 'this machine has no address but its own')

const there = (url: string) => url.replace('localhost', address ?? '')
const play = (page: Page) => page.click('button.main')

/** Whoever calls this machine by its address of the network is no program of this machine. */
inBrowser.describe('a page on another machine', () => {
  const stand = openStand()
  let shows: string
  let takes: string
  beforeAll(async () => {
    shows = there(await stand.openConsole({ HOST: '0.0.0.0' }))
    takes = there(await stand.openConsole({ HOST: '0.0.0.0', CONTROL_TOKEN: TOKEN }))
  })

  onNetwork.test('shows what happens, changes nothing, and is told no raw token', async () => {
    const page = await stand.open('/?scenario=1', { url: shows })
    await untilOnPage(page, `document.querySelectorAll('.party.up').length === 4`)
    await play(page)
    await page.waitForSelector('[role="alert"]')
    expect(await page.textContent('[role="alert"]')).toContain('set CONTROL_TOKEN')
    await page.click('.copy button') // by the marked text: no page but one of this machine, or by HTTPS, has a clipboard
    await untilOnPage(page, `document.querySelector('.copy button').textContent === 'Copied'`)
    await page.goto(`${shows}/plays`)
    await stand.sandbox.plain('servicea', '/scenario5')
    await page.waitForSelector('.plays li')
    const id = String(await page.evaluate(`document.querySelector('.plays a').getAttribute('href').split('/').at(-1)`))
    expect((await fetch(`${shows}/api/plays/${id}/tokens`)).status).toBe(403)
  })

  onNetwork.test(
    'shows a play behind its link as here, with nothing secret, until it is gone; then it says so',
    async () => {
      const url = await stand.openConsole({ HOST: '0.0.0.0' })
      const here = await stand.open('/?scenario=1&expired=1', { url })
      await play(here)
      await here.waitForSelector('.steps a')
      const path = String(await here.evaluate(`document.querySelector('.steps a').getAttribute('href')`))
      const raw = `[...document.querySelectorAll('.says .copy code')].some((one) => one.textContent.startsWith('eyJ'))`
      await here.keyboard.press('End')
      await here.keyboard.press('Home')
      await here.click('.steps li:nth-child(3) button')
      await untilOnPage(here, raw) // here the token of the same play can be copied
      const page = await stand.open(path, { url: there(url) })
      expect(await page.textContent('.outcome')).toContain('jwt-factory refused the token: it has expired')
      await page.click('#step-3')
      await page.waitForSelector('.details .members')
      expect(await page.evaluate(String.raw`/eyJ[\w-]+\./.test(document.documentElement.outerHTML)`)).toBe(false)
      for (const form of ['export.md', 'export.json']) {
        const kept = await fetch(`${there(url)}${path}/${form}`)
        expect([kept.status, /eyJ[\w-]+\./.test(await kept.text())]).toEqual([200, false])
      }
      const startAgain = await stand.stopConsole(url)
      await startAgain()
      await page.waitForSelector('h1:has-text("This play is not kept any more")')
      expect(await page.textContent('main')).toContain('Play a scenario')
    },
  )

  onNetwork.test('asks for CONTROL_TOKEN once, and then plays and copies', async () => {
    const page = await stand.open('/?scenario=1', { url: takes })
    const answers = ['a-wrong-one-of-16-letters', TOKEN]
    page.on('dialog', (dialog: { accept(text?: string): Promise<void> }) => void dialog.accept(answers.shift()))
    await play(page)
    await page.waitForSelector('.dot')
    await page.keyboard.press('Home')
    const signed = `[...document.querySelectorAll('.dot')].findIndex((one) => one.title.includes(' signs ')) + 1`
    await page.click(`.steps li:nth-child(${await page.evaluate(signed)}) button`)
    await page.waitForSelector('.says .copy button')
    expect(await page.textContent('.says .copy code')).toMatch(/^eyJ/)
    expect(answers).toEqual([])
    await play(page) // nobody is asked again
    await untilOnPage(page, `document.querySelectorAll('.dot.told').length > 1`)
  })
})
