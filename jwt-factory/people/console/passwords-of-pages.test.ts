import { expect, test } from 'vitest'
import { createAuditLog } from '../audit/audit-log.ts'
import { changeEntry } from '../directory/changes.ts'
import { PasswordsBusy } from '../passwords/in-turn.ts'
import { openTestPeople } from '../people.fixture.ts'
import { createFormBrowser } from './admin-pages.fixture.ts'

const SESSION = 'people-session-8080'

async function openPasswords(changes: Parameters<typeof openTestPeople>[0] = {}) {
  const people = await openTestPeople(changes)
  const [browser, other] = [createFormBrowser(people.app), createFormBrowser(people.app)]
  await browser.logIn('tester', 'tester')
  const isIn = async (one: typeof browser) => (await one.open('/admin/account')).status === 200
  return { ...people, browser, other, isIn }
}

/** What somebody may think of, and what programs on the way like to change. */
const ODD = ` "'<>&amp;%+=;\\ä\u00e9e\u0301\u{1f511}\u202e\t `

test('the own password is changed by whoever knows it, with every odd sign; other sessions end', async () => {
  const { browser, other, isIn, login } = await openPasswords()
  await other.logIn('tester', 'tester')
  await browser.open('/admin/account')
  const before = browser.cookies.get(SESSION)
  const change = (old: string, password: string, repeat = password) => browser.send('/admin/account/password', { old, password, repeat }) // prettier-ignore
  expect((await change('wrong', ODD)).status).toBe(403)
  await browser.open('/admin/account')
  expect((await change('tester', ODD, ODD.trim())).status).toBe(400)
  await browser.open('/admin/account')
  expect((await change('tester', '')).status).toBe(400)
  await browser.open('/admin/account')
  expect((await change('tester', 'ä'.repeat(513))).status).toBe(400)
  await browser.open('/admin/account')
  expect((await change('tester', ODD)).headers['location']).toBe('/admin/account/changed')
  expect(browser.cookies.get(SESSION)).not.toBe(before)
  expect([await isIn(browser), await isIn(other)]).toEqual([true, false])
  await login({ username: 'tester', password: 'tester' }).expect(401)
  await login({ username: 'tester', password: ODD.trim() }).expect(401)
  await login({ username: 'tester', password: ODD }).expect(200)
  expect((await other.logIn('tester', ODD)).status).toBe(303)
})

test('a password of 1024 bytes is one, and a longer one is told to be too long', async () => {
  const { browser } = await openPasswords()
  await browser.open('/admin/account')
  const longest = 'x'.repeat(1024)
  await browser.send('/admin/account/password', { old: 'tester', password: longest, repeat: longest })
  expect((await browser.logIn('tester', longest)).status).toBe(303)
  await browser.open('/admin/account')
  expect((await browser.send('/admin/account/password', { old: longest, password: `${longest}x`, repeat: `${longest}x` })).status).toBe(400) // prettier-ignore
})

test('whoever has U sets the password of others without the old one, and the sessions of those end', async () => {
  const { browser, other, isIn, directory, login } = await openPasswords()
  await other.logIn('stoke', 'admin')
  const tester = (await directory.read()).users.find(({ username }) => username === 'tester')
  await other.open(`/admin/users/${tester?.id}`)
  const { text } = await other.send(`/admin/users/${tester?.id}/password`, { password: ODD, repeat: ODD })
  expect(text).toContain('Saved.')
  expect([await isIn(browser), await isIn(other)]).toEqual([false, true])
  await login({ username: 'tester', password: ODD }).expect(200)
})

test('on the own page among the users there is a way to change the password with the old one, and no other', async () => {
  const { other, directory } = await openPasswords()
  await other.logIn('stoke', 'admin')
  const stoke = (await directory.read()).users.find(({ username }) => username === 'stoke')
  const { text } = await other.open(`/admin/users/${stoke?.id}`)
  expect(text).toContain('<a href="/admin/account">Change your own password</a>')
  expect(text).not.toContain('name="repeat"')
})

test('nobody without the letter sets one, and no hash is made for the question', async () => {
  const { browser, directory, hashes } = await openPasswords()
  const stoke = (await directory.read()).users.find(({ username }) => username === 'stoke')
  await browser.open('/admin/account')
  const before = hashes.made
  const { status } = await browser.send(`/admin/users/${stoke?.id}/password`, { password: 'mine', repeat: 'mine' })
  expect([status, hashes.made - before]).toEqual([403, 0])
})

test('whoever tries another old password at a page is written down', async () => {
  const { browser, store, clock } = await openPasswords()
  await browser.open('/admin/account')
  await browser.send('/admin/account/password', { old: 'guess', password: 'mine', repeat: 'mine' })
  const [refused] = await createAuditLog(store, { clock, machine: clock }).list('refusals')
  expect(refused).toMatchObject({ what: 'set-password', reason: 'wrong-password', who: { name: 'tester' } })
})

test('whose password is in another directory gets none here: not by themselves, and not by force', async () => {
  const { browser, other, directory, config, hashes } = await openPasswords()
  const tester = (await directory.read()).users.find(({ username }) => username === 'tester')
  const id = tester?.id ?? expect.fail()
  await directory.change((document) => changeEntry(document, 'users', id, { source: 'LDAP' }, config.rules))
  await other.logIn('stoke', 'admin')
  await browser.open('/admin/account')
  expect(browser.page()).not.toContain('name="old"')
  await other.open(`/admin/users/${id}`)
  expect(other.page()).not.toContain('name="repeat"')
  const before = [await directory.read(), hashes.made]
  const typed = { password: 'mine', repeat: 'mine' }
  const answers = [
    await browser.send('/admin/account/password', { old: 'tester', ...typed }),
    await other.send(`/admin/users/${id}/password`, typed),
  ]
  for (const { status, text } of answers)
    expect([status, text]).toEqual([400, expect.stringContaining('Their password is in another directory.')])
  expect([await directory.read(), hashes.made]).toEqual(before)
})

test('where too many passwords wait, nobody is told to be wrong', async () => {
  const { browser } = await openPasswords({ make: () => Promise.reject(new PasswordsBusy(2)) })
  await browser.open('/admin/account')
  const { status, headers, text } = await browser.send('/admin/account/password', { old: 'tester', password: 'mine', repeat: 'mine' }) // prettier-ignore
  expect([status, headers['retry-after'], text]).toEqual([503, '2', expect.stringContaining('Nothing was changed')])
})

test('no password and no hash is on a page, in the log or in the audit log', async () => {
  const { browser, other, lines, directory } = await openPasswords()
  await browser.open('/admin/account')
  await browser.send('/admin/account/password', { old: 'tester', password: 'hunter-2-new', repeat: 'hunter-2-new' })
  await other.logIn('stoke', 'admin')
  const { users } = await directory.read()
  let all = lines.join('')
  for (const path of [
    '/admin',
    '/admin/users',
    `/admin/users/${users[0]?.id}`,
    '/admin/audit',
    '/admin/audit?share=logins',
  ])
    all += (await other.open(path)).text
  for (const secret of ['hunter-2-new', ...users.flatMap(({ passwordHash, salt }) => [passwordHash, salt])])
    expect(all).not.toContain(secret)
})

test('of a new user, a password that is not taken can be typed again: nothing else has to be', async () => {
  const { browser, directory } = await openPasswords()
  await browser.logIn('stoke', 'admin')
  await browser.open('/admin/users/new')
  const ann = { username: 'ann', email: 'ann@example.com', firstName: 'Ann', lastName: 'Other', groups: [] }
  const { status, text } = await browser.save('/admin/users', ann, { password: 'one', repeat: 'other' })
  expect(status).toBe(400)
  expect(text).toContain('The two passwords are not the same.')
  expect(text).not.toMatch(/value="(?:one|other)"/)
  const form = Object.fromEntries([...text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value])) // prettier-ignore
  expect(form).toMatchObject({ username: 'ann', email: 'ann@example.com', step: 'save' })
  expect((await browser.send('/admin/users', { ...form, password: 'one', repeat: 'one' })).text).toContain('Saved.')
  expect((await directory.read()).users.map(({ username }) => username)).toContain('ann')
})
