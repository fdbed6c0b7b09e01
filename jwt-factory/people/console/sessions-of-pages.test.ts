import { expect, test } from 'vitest'
import { changeEntry, removeEntry } from '../directory/changes.ts'
import type { Passwords } from '../passwords/passwords.ts'
import { openTestPeople, SEED_CONFIG } from '../people.fixture.ts'
import { planetExpressConfig } from '../../../tests/support/planet-express.ts'
import { createFormBrowser, formTokenIn } from './admin-pages.fixture.ts'
import { IDLE_END } from './session/sessions.ts'
import request from '../../../tests/support/request.ts'

const SESSION = 'people-session-8080'

/** A password is right where it is that of the seed's person: a hash of each would take seconds. */
const check: Passwords['check'] = async (password, stored) =>
  stored !== undefined && ['admin', 'tester'].includes(password)

async function open(config = SEED_CONFIG) {
  const people = await openTestPeople({ config, check })
  return { ...people, browser: createFormBrowser(people.app), other: createFormBrowser(people.app) }
}

test('nobody sees a page without a session: whoever asks comes to the login, and from there to the page', async () => {
  const { browser } = await open()
  for (const path of ['/admin', '/admin/users', '/admin/users/3', '/admin/keys', '/admin/audit', '/admin/account'])
    expect((await browser.open(path)).headers['location']).toMatch(/^\/admin\/login/)
  expect((await browser.open('/admin/users/3')).headers['location']).toBe('/admin/login?next=/admin/users/3')
  await browser.open('/admin/login?next=/admin/users')
  const { headers } = await browser.send('/admin/login', { username: 'stoke', password: 'admin', next: '/admin/users' })
  expect(headers['location']).toBe('/admin/users')
  expect((await browser.open('/admin/users')).text).toContain('tester')
})

test('after a login nobody is led to another address', async () => {
  const { browser } = await open()
  for (const next of ['//evil.test', 'https://evil.test/admin', '/admin/../x', '/admin/\\evil.test', '/adminx', '']) {
    await browser.open('/admin/login')
    const { headers } = await browser.send('/admin/login', { username: 'stoke', password: 'admin', next })
    expect(headers['location']).toBe('/admin')
  }
})

test('with server.disable_admin there are no pages', async () => {
  const { app } = await open(SEED_CONFIG.replace('server: {', 'server: {disable_admin: true, '))
  for (const path of ['/admin', '/admin/login', '/admin/users', '/admin/assets/x'])
    expect((await request(app).get(path)).status).toBe(404)
})

test('a wrong password is told as at the login of programs, and what was typed is not repeated', async () => {
  const { hashes, app } = await openTestPeople()
  const browser = createFormBrowser(app)
  const texts: string[] = []
  for (const username of ['stoke', 'nobody']) {
    const before = hashes.made
    const { status, text } = await browser.logIn(username, 'hunter2')
    expect([status, hashes.made - before]).toEqual([401, 1])
    expect(text).not.toContain('hunter2')
    texts.push(text.replaceAll(username, ''))
  }
  expect(texts[0]).toBe(texts[1])
  expect([...browser.cookies.keys()]).toEqual(['people-login-8080'])
})

test('while an LDAP directory is away, its people are told so, and our own log in', async () => {
  const { browser } = await open(`${SEED_CONFIG}${planetExpressConfig('ldap://127.0.0.1:1')}`)
  const { status, headers, text } = await browser.logIn('fry', 'yrf')
  expect([status, headers['retry-after'], text]).toEqual([503, '5', expect.stringContaining('does not answer')])
  expect((await browser.logIn('stoke', 'admin')).status).toBe(303)
})

test('whoever logs in may say who knows the password, where there is a choice', async () => {
  const { browser, app } = await open(`${SEED_CONFIG}${planetExpressConfig('ldap://127.0.0.1:1')}`)
  const { body } = await request(app).get('/api/available_providers').expect(200)
  await browser.open('/admin/login')
  const names = body.providers.map(({ name }: { name: string }) => name)
  expect([...browser.page().matchAll(/<option [^>]*value(?:="([^"]*)")?/g)].map(([, name = '']) => name)).toEqual(['', ...names]) // prettier-ignore
  // Our own directory knows stoke, and is not asked: LDAP is away.
  const refused = await browser.send('/admin/login', { username: 'stoke', password: 'admin', provider: 'LDAP' })
  expect([refused.status, refused.text]).toEqual([
    503,
    expect.stringMatching(/<option (?=[^>]*selected)[^>]*value="LDAP"/),
  ])
  expect(
    (await browser.send('/admin/login', { username: 'stoke', password: 'admin', provider: 'x'.repeat(201) })).status,
  ).toBe(400)
  await browser.open('/admin/login')
  expect((await browser.send('/admin/login', { username: 'stoke', password: 'admin', provider: '' })).status).toBe(303)
  const { browser: alone } = await open()
  await alone.open('/admin/login')
  expect(alone.page()).not.toContain('name="provider"')
})

test('guesses at the pages and at /api/login wait for each other', async () => {
  const { browser, login } = await open()
  const guesses = Array.from({ length: 8 }, () => login({ username: 'stoke', password: 'x' }).then(({ status }) => status)) // prettier-ignore
  await Promise.all(guesses)
  const late = Array.from({ length: 12 }, () => login({ username: 'stoke', password: 'x' }).then(({ status }) => status)) // prettier-ignore
  await browser.open('/admin/login')
  const mine = await Promise.all([...late, browser.send('/admin/login', { username: 'stoke', password: 'x', next: '' }).then(({ status }) => status)]) // prettier-ignore
  expect(mine).toContain(429)
  expect((await browser.logIn('stoke', 'admin')).status).toBe(303)
})

test('no browser goes on with an id that it brought along', async () => {
  const { browser, other } = await open()
  await other.logIn('stoke', 'admin')
  const planted = other.cookies.get(SESSION) ?? ''
  browser.cookies.set(SESSION, planted)
  await browser.logIn('tester', 'tester')
  expect(browser.cookies.get(SESSION)).toHaveLength(43)
  expect(browser.cookies.get(SESSION)).not.toBe(planted)
  expect((await other.open('/admin')).status).toBe(303) // the session that was planted has ended
  browser.cookies.set(SESSION, 'a'.repeat(43))
  expect((await browser.open('/admin')).status).toBe(303)
})

test('a form of somebody else is refused, whatever it lacks', async () => {
  const { browser, other, directory } = await open()
  await browser.logIn('stoke', 'admin')
  await browser.open('/admin/groups/new')
  await other.logIn('stoke', 'admin')
  await other.open('/admin/groups/new')
  const { version } = await directory.read()
  const fields = { name: 'Evil', description: '', step: 'save', version: String(version) }
  const tries = [
    browser.send('/admin/groups', { ...fields, form: '' }),
    browser.send('/admin/groups', { ...fields, form: formTokenIn(other.page()) }),
    browser.send('/admin/groups', { ...fields, form: ['a', 'b'] }),
    browser.send('/admin/groups', fields, { origin: 'https://evil.test' }),
    browser.send('/admin/groups', fields, { origin: 'null' }),
    browser.send('/admin/groups', fields, { origin: 'http://localhost:9090' }),
    browser.send('/admin/groups', fields, { 'sec-fetch-site': 'same-site' }),
    browser.send('/admin/groups', fields, { 'sec-fetch-site': 'cross-site' }),
    browser.send('/admin/groups', fields, { 'content-type': 'text/plain' }),
    browser.send('/admin/logout', {}, { 'sec-fetch-site': 'cross-site' }),
    browser.send('/admin/login', { username: 'stoke', password: 'admin', form: '' }),
  ]
  expect((await Promise.all(tries)).map(({ status }) => status)).toEqual([403, 403, 400, 403, 403, 403, 403, 403, 415, 403, 403]) // prettier-ignore
  expect((await directory.read()).groups.map(({ name }) => name)).not.toContain('Evil')
  expect((await browser.open('/admin')).status).toBe(200)
  await browser.open('/admin/groups/new')
  expect((await browser.send('/admin/groups', fields)).status).toBe(200)
  expect((await directory.read()).groups.map(({ name }) => name)).toContain('Evil')
})

test('an origin that may log people in may send no form here', async () => {
  const { browser } = await open(
    SEED_CONFIG.replace('server: {', 'server: {allowed_hosts: ["https://app.test", "*"], '),
  )
  await browser.open('/admin/login')
  const sent = await browser.send('/admin/login', { username: 'stoke', password: 'admin' }, { origin: 'https://app.test' }) // prettier-ignore
  expect(sent.status).toBe(403)
})

test('a session ends with a log-out, when nobody was there, and with the person', async () => {
  const { browser, other, clock, directory, config } = await open()
  const isIn = async (one = browser) => (await one.open('/admin/account')).status === 200
  await browser.logIn('stoke', 'admin')
  const id = browser.cookies.get(SESSION) ?? ''
  await browser.open('/admin')
  await browser.send('/admin/logout', {})
  expect(browser.cookies.has(SESSION)).toBe(false)
  browser.cookies.set(SESSION, id)
  expect(await isIn()).toBe(false)
  await browser.logIn('stoke', 'admin')
  expect(await isIn()).toBe(true)
  clock.advance({ milliseconds: IDLE_END })
  expect(await isIn()).toBe(false)
  await browser.logIn('tester', 'tester')
  await other.logIn('stoke', 'admin')
  const { users } = await directory.read()
  const tester = users.find(({ username }) => username === 'tester')?.id ?? 0
  await directory.change((document) => removeEntry(document, 'users', tester))
  expect(await isIn()).toBe(false)
  const stoke = users.find(({ username }) => username === 'stoke')?.id ?? 0
  await directory.change((document) => changeEntry(document, 'users', stoke, { salt: 'x'.repeat(44) }, config.rules))
  expect(await isIn(other)).toBe(false)
})

test('whoever leaves the group of admins may do nothing more at once', async () => {
  const { browser, directory, config } = await open()
  await browser.logIn('stoke', 'admin')
  expect((await browser.open('/admin/users')).status).toBe(200)
  const stoke = (await directory.read()).users.find(({ username }) => username === 'stoke')?.id ?? 0
  await directory.change((document) => changeEntry(document, 'users', stoke, { groups: [] }, config.rules))
  expect((await browser.open('/admin/users')).status).toBe(403)
  expect((await browser.open('/admin')).text).not.toContain('href="/admin/users"')
})

test('no page may stand in a frame, run a script of somebody else, or be kept', async () => {
  const { browser } = await open()
  await browser.logIn('stoke', 'admin')
  for (const path of ['/admin', '/admin/login', '/admin/users']) {
    const { headers } = await browser.open(path)
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['content-security-policy']).toContain("default-src 'self'")
    expect([headers['cache-control'], headers['referrer-policy']]).toEqual(['no-store', 'same-origin'])
  }
  const framed = await browser.open('/admin', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }) // prettier-ignore
  expect(framed.status).toBe(403)
})
