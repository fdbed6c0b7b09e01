import type { RequestListener } from 'node:http'
import { expect } from 'vitest'
import { mayAdminister, STOKE_CLAIM, STOKE_LETTERS } from '../../jwt-factory/people/admin/stoke-letters.ts'
import { openTestPeople } from '../../jwt-factory/people/people.fixture.ts'
import { logInAsAdmin, openBrowserOf, openLetters, serveUntilEnd } from '../support/admin-pages.ts'
import { inBrowser, untilOnPage, type Page } from '../support/browser.ts'
import { expectAsWideAsWindow, expectOpenToAll } from '../support/open-to-all.ts'

const LETTERS = Object.keys(STOKE_LETTERS)

const userOf = (letter: string) => `user-${LETTERS.indexOf(letter)}`
const isIn = (page: Page) => page.evaluate(`!!document.querySelector('.top a[href="/admin/account"]')`)

/** Parts of a note that lie over each other, and values of a token in a column of single letters. */
const COVERED_OR_CROWDED = `(() => {
  const boxes = (one) => [...one.children].map((part) => {
    const { left, top, bottom, width } = part.getBoundingClientRect()
    return { text: part.textContent, left, top, bottom, right: left + Math.max(width, part.scrollWidth) }
  })
  const covers = (one, other) => one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1
  const covered = [...document.querySelectorAll('.audit-note')].flatMap((note) => boxes(note).filter((one, at, all) => all.slice(at + 1).some((other) => covers(one, other))))
  const crowded = [...document.querySelectorAll('.token-claims dd, .admin-table:not(.rights) thead th')].filter((one) => one.offsetParent && one.clientWidth > 1 && one.clientWidth < 40)
  return [...covered.map(({ text }) => text), ...crowded.map(({ textContent }) => textContent)]
})()`

inBrowser.describe('the console of people, in a browser', () => {
  inBrowser.test('shows nobody more than their letters let them see, and leads nowhere else', async () => {
    const { url } = await openLetters()
    for (const letter of LETTERS) {
      const page = await openBrowserOf()
      await logInAsAdmin(page, url, userOf(letter), 'x')
      const links: string[] = await page.evaluate(`[...document.querySelectorAll('.top nav a, .admin-totals a')].map(({ pathname }) => pathname)`) // prettier-ignore
      for (const link of new Set(links)) {
        await page.goto(url + link)
        expect(await page.evaluate(`!!document.querySelector('[role=alert]')`), `${letter} ${link}`).toBe(false)
      }
      expect(links.includes('/admin/users'), letter).toBe(mayAdminister({ [STOKE_CLAIM]: letter }, 'read-users'))
    }
  })

  inBrowser.test('keeps nobody out: light, dark, on a wall and on a phone', async () => {
    const { url, idOf } = await openLetters()
    const page = await openBrowserOf()
    await page.goto(`${url}/admin/login`)
    await expectOpenToAll(page, 'login')
    await expectAsWideAsWindow(page, 'login')
    await logInAsAdmin(page, url, userOf('S'), 'x')
    const entries = [`users/${idOf('member')}`, `groups/${idOf('crew')}`, `claims/${idOf('write')}`]
    const lists = ['users', 'users/new', 'groups', 'claims', 'keys', 'rights', 'audit', 'monitor', 'account']
    for (const path of ['', ...[...lists, ...entries].map((each) => `/${each}`)]) {
      await page.goto(`${url}/admin${path}`)
      await expectOpenToAll(page, path)
      await expectAsWideAsWindow(page, path)
    }
    await page.goto(`${url}/admin/groups/${idOf('crew')}`)
    await page.fill('[name=description]', 'x'.repeat(300))
    await page.click('main form button.main')
    await page.waitForSelector('.before-after, .difference-list')
    await expectOpenToAll(page, 'a change')
    await expectAsWideAsWindow(page, 'a change')
  })

  inBrowser.test('long names stand where they belong, also on a phone: none covers or crowds out another', async () => {
    const { url, idOf, directory } = await openLetters()
    const long = 'abcdefghij'.repeat(11)
    await directory.change((document) => ({
      ...document,
      users: document.users.map((each) => (each.id === idOf('member') ? { ...each, username: long } : each)),
      groups: document.groups.map((each) => (each.id === idOf('crew') ? { ...each, name: long } : each)),
      claims: document.claims.map((each) => (each.id === idOf('write') ? { ...each, shortName: long, value: long } : each)),
    })) // prettier-ignore
    const page = await openBrowserOf()
    await logInAsAdmin(page, url, userOf('S'), 'x')
    await page.goto(`${url}/admin/groups/${idOf('crew')}`)
    await page.fill('[name=name]', `x${long}`)
    await page.click('main form button.main')
    await page.waitForSelector('.difference-list')
    await expectAsWideAsWindow(page, 'a change')
    await page.click('main form button.main')
    await page.waitForSelector('[role=status]')
    for (const path of [
      '',
      '/users',
      '/groups',
      '/claims',
      '/rights',
      '/audit',
      `/users/${idOf('member')}`,
      `/claims/${idOf('write')}`,
    ]) {
      await page.goto(`${url}/admin${path}`)
      await expectAsWideAsWindow(page, path)
      await page.setViewportSize({ width: 390, height: 844 })
      expect(await page.evaluate(COVERED_OR_CROWDED), path).toEqual([])
    }
  })

  inBrowser.test('works without a script: somebody is changed, and it is shown what that does', async () => {
    const { url, directory, idOf } = await openLetters()
    const page = await openBrowserOf({ javaScriptEnabled: false })
    await logInAsAdmin(page, url, userOf('U'), 'x')
    await page.goto(`${url}/admin/users/${idOf('member')}`)
    await page.fill('[name=firstName]', 'Nova')
    await page.click('main form button.main')
    await page.waitForSelector('.before-after')
    await page.click('main form button.main')
    await page.waitForSelector('[role=status]')
    expect((await directory.read()).users.find(({ id }) => id === idOf('member'))?.firstName).toBe('Nova')
  })

  inBrowser.test('whoever goes back from what was refused finds what they had typed', async () => {
    const { url } = await openLetters()
    const page = await openBrowserOf()
    await logInAsAdmin(page, url, userOf('S'), 'x')
    await page.goto(`${url}/admin/claims/new`)
    const typed = { name: 'Several', shortName: 'log', value: 'r,w', description: 'none' }
    for (const [name, text] of Object.entries(typed)) await page.fill(`[name=${name}]`, text)
    await page.click('main form button.main')
    await untilOnPage(page, `document.body.innerText.includes('Go back to see what you had typed')`)
    await page.evaluate('history.back()')
    await page.waitForSelector('[name=shortName]')
    const names = JSON.stringify(Object.keys(typed))
    await untilOnPage(page, `document.readyState === 'complete'`)
    expect(await page.evaluate(`${names}.map((name) => document.querySelector('[name=' + name + ']').value)`)).toEqual(Object.values(typed)) // prettier-ignore
  })

  inBrowser.test('a password with every odd sign is set and typed as it is, and no script finds anything', async () => {
    const { app, directory } = await openTestPeople()
    const url = await serveUntilEnd(app)
    const odd = ` "'<>&amp;%+=;\\ä\u00e9e\u0301\u{1f511}` + 'x'.repeat(900) + ' '
    const page = await openBrowserOf()
    await logInAsAdmin(page, url, 'stoke', 'admin')
    const tester = (await directory.read()).users.find(({ username }) => username === 'tester')
    await page.goto(`${url}/admin/users/${tester?.id}`)
    await page.fill('form[action$="/password"] [name=password]', odd)
    await page.fill('form[action$="/password"] [name=repeat]', odd)
    await page.click('form[action$="/password"] button')
    await page.waitForSelector('[role=status]')
    const other = await openBrowserOf()
    await logInAsAdmin(other, url, 'tester', odd.trim())
    expect(await isIn(other)).toBe(false)
    await logInAsAdmin(other, url, 'tester', odd)
    expect(await isIn(other)).toBe(true)
    expect(await other.evaluate('document.cookie + JSON.stringify([localStorage, sessionStorage])')).toBe('[{},{}]')
  })

  inBrowser.test('pages of others send no form, and show none of it in a frame', async () => {
    const { url, directory, idOf } = await openLetters()
    const page = await openBrowserOf()
    await logInAsAdmin(page, url, userOf('S'), 'x')
    const target = `${url}/admin/users/${idOf('member')}/remove`
    const { version } = await directory.read()
    const hostile = `<form method=post action="${target}"><input name=step value=save><input name=version value=${version}><button>win</button></form><iframe src="${url}/admin"></iframe>`
    const evil: RequestListener = (_request, response) =>
      void response.setHeader('content-type', 'text/html').end(hostile)
    for (const host of ['localhost', '127.0.0.1']) {
      // of the same site, and of another one
      const place = await serveUntilEnd(evil, host)
      await page.goto(place)
      expect(await page.evaluate(`(() => { try { return frames[0].document.body.innerText } catch { return 'another origin' } })()`)).toMatch(/^(another origin)?$/) // prettier-ignore
      await page.click('button')
      await untilOnPage(page, `location.href === ${JSON.stringify(target)}`)
      expect(await page.textContent('body')).toContain('Pages of other origins may not ask for this')
    }
    expect((await directory.read()).version).toBe(version)
    await page.goto(`${url}/admin`)
    expect(await isIn(page)).toBe(true)
  })
})
