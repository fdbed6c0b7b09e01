import { expect, onTestFinished, test } from 'vitest'
import { openCookieBrowser, type SeenPage } from '../support/cookie-browser.ts'
import { loginPeople, nameOnPage, startLoginProcesses, tokenIdOnPage } from '../support/login-processes.ts'
import { until } from '../support/until.ts'

// Provider, gateway and page are processes of their own, and nobody is a stand-in.

type CookieBrowser = Awaited<ReturnType<typeof openCookieBrowser>>

async function someBrowser(keysFolder: string): Promise<CookieBrowser> {
  const browser = await openCookieBrowser(keysFolder)
  onTestFinished(() => browser.close())
  return browser
}

const PASSWORD = { password: 'tester' }
const seen = (pages: SeenPage[]) => pages.map((page) => `${page.status} ${page.url} ${nameOnPage(page)}`)
const hasForm = ({ body }: SeenPage) => body.includes('name="password"')

test('sessions at the gateway go on when the keys of the provider rotate, and when it is killed and started on its store', async () => {
  const { url, keysFolder, startFactory, factory, rotate } = await startLoginProcesses()
  const ada = await someBrowser(keysFolder)
  const here = `${url}/profile`
  const first = await ada.send(await ada.open(here), { username: 'tester', ...PASSWORD })
  expect([first.status, first.url, nameOnPage(first)], first.body).toEqual([200, here, 'Travis Ester'])

  await rotate()
  const rotated = await ada.open(here) // renews its tokens
  expect([rotated.status, nameOnPage(rotated)], rotated.body).toEqual([200, 'Travis Ester'])
  expect(tokenIdOnPage(rotated)).not.toBe(tokenIdOnPage(first))

  const late = await someBrowser(keysFolder)
  const begun = await late.open(here)
  expect(hasForm(begun), begun.body).toBe(true)
  factory.kill('SIGKILL')
  await factory.ended()
  const alone = await ada.open(here)
  expect([alone.status, nameOnPage(alone)], alone.body).toEqual([200, 'Travis Ester'])
  expect(tokenIdOnPage(alone)).toBe(tokenIdOnPage(rotated))
  expect((await (await someBrowser(keysFolder)).open(`${url}/callback?code=a&state=b`)).status).toBe(400)

  await startFactory()
  await rotate()
  const again = await ada.open(here)
  expect([again.status, nameOnPage(again)], again.body).toEqual([200, 'Travis Ester'])
  expect(tokenIdOnPage(again)).not.toBe(tokenIdOnPage(rotated))
  const completed = await late.send(begun, { username: 'tester', ...PASSWORD })
  expect([completed.status, completed.url, nameOnPage(completed)], completed.body).toEqual([200, here, 'Travis Ester'])
  const asked = await ada.open(`${url}/logout`)
  expect((await ada.send(asked, { logout: 'yes' })).url, asked.body).toContain('/login/interaction/') // the page needs a login
  expect(hasForm(await ada.open(here))).toBe(true)
  expect(nameOnPage(await late.open(here))).toBe('Travis Ester')
})

test('sessions at a page that logs people in itself go on, too, and who comes after that logs in by the new key', async () => {
  const { openOwnPage, keysFolder, startFactory, factory, rotate } = await startLoginProcesses()
  const url = await openOwnPage()
  const here = `${url}/profile`
  const logIn = async () => {
    const browser = await someBrowser(keysFolder)
    const back = await browser.send(await browser.open(`${url}/login`), { username: 'tester', ...PASSWORD })
    expect([back.status, back.url], back.body).toEqual([200, `${url}/`])
    return browser
  }
  const ada = await logIn()
  const isThere = async () => expect(nameOnPage(await ada.open(here))).toBe('Travis Ester')
  await isThere()
  await rotate()
  await isThere()
  factory.kill('SIGKILL')
  await factory.ended()
  await isThere()
  await startFactory()
  await rotate()
  await isThere()
  expect(nameOnPage(await (await logIn()).open(here))).toBe('Travis Ester')
  const out = await ada.send(await ada.open(`${url}/logout`), { logout: 'yes' })
  expect([out.status, out.url], out.body).toEqual([200, `${url}/`])
  expect(nameOnPage(await ada.open(here))).toBeUndefined()
})

/** On a machine that has much else to do, somebody is told to come again, and does. */
async function patientLogin(browser: CookieBrowser, address: string, username: string): Promise<SeenPage> {
  let page = await browser.open(address)
  return until(`${username} has logged in`, async () => {
    page = await (hasForm(page) ? browser.send(page, { username, ...PASSWORD }) : browser.open(address))
    return page.status !== 503 && page
  })
}

test('thirty people log in at once, and each stays who they are, though the keys rotate meanwhile', async () => {
  const names = Array.from({ length: 30 }, (_, at) => `person-${at}`)
  const { url, keysFolder, rotate } = await startLoginProcesses(loginPeople(names))
  const people = await Promise.all(
    names.map(async (username) => ({ username, browser: await someBrowser(keysFolder) })),
  )
  const themselves = names.map((name) => `200 ${url}/profile?${name} Person ${name}`)

  const loggedIn = people.map(({ username, browser }) => patientLogin(browser, `${url}/profile?${username}`, username))
  expect(seen(await Promise.all(loggedIn))).toEqual(themselves)
  const renewed = people.map(({ username, browser }) => browser.open(`${url}/profile?${username}`))
  await rotate()
  expect(seen(await Promise.all(renewed))).toEqual(themselves)
})
