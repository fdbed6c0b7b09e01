import { expect, test } from 'vitest'
import { changeEntry } from '../directory/changes.ts'
import { openTestPeople, SEED_CONFIG } from '../people.fixture.ts'
import { createFormBrowser } from './admin-pages.fixture.ts'

async function openAsStoke(config = SEED_CONFIG) {
  const people = await openTestPeople({
    config,
    check: async (password, stored) => stored !== undefined && password === 'x',
  })
  const browser = createFormBrowser(people.app)
  await browser.logIn('stoke', 'x')
  const idOf = async (name: string) => {
    const { users, groups, claims } = await people.directory.read()
    const found = [...users.map((user) => ({ ...user, name: user.username })), ...groups, ...claims].find(
      (entry) => entry.name === name,
    )
    return found?.id ?? expect.fail(name)
  }
  return { ...people, browser, idOf }
}

const TESTER = {
  username: 'tester',
  email: 'tester@hppr.dev',
  firstName: 'Travis',
  lastName: 'Ester',
  'with-groups': '1',
}

/** What stands on a side of a comparison, without its marks. */
const sideOf = (page: string, side: 'Before' | 'After') =>
  (new RegExp(`aria-label="${side}"(.*?)</section>`, 's').exec(page)?.[1] ?? '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ') // prettier-ignore

test('a change is shown before it is made: the next token, before and after', async () => {
  const { browser, directory, idOf } = await openAsStoke()
  const path = `/admin/users/${await idOf('tester')}`
  const [testing, crew] = [await idOf('Testing group'), await idOf('Ship Crew')]
  await browser.open(path)
  const before = await directory.read()
  const fields = { ...TESTER, firstName: 'Tess', groups: [String(testing), String(crew)] }
  const { text } = await browser.send(path, fields)
  expect(sideOf(text, 'Before')).toMatch(/n Travis Ester/)
  expect(sideOf(text, 'Before')).not.toContain('ship')
  expect(sideOf(text, 'After')).toMatch(/inv mod .*ship acc .*n Tess Ester/)
  expect((await directory.read()).version).toBe(before.version)
  const done = await browser.save(path, fields)
  expect(done.text).toContain('Saved.')
  expect(sideOf(done.text, 'After')).toMatch(/from now on .*n Tess Ester/)
  const { users, version } = await directory.read()
  expect(version).toBe(before.version + 1)
  expect(users.find(({ username }) => username === 'tester')).toMatchObject({ firstName: 'Tess', groups: [testing, crew] }) // prettier-ignore
})

test('what a change of a group does is shown for each member, and the audit log has it afterwards', async () => {
  const { browser, idOf } = await openAsStoke()
  const group = await idOf('Testing group')
  await browser.open(`/admin/groups/${group}`)
  const fields = {
    name: 'Testing group',
    description: '',
    'with-claims': '1',
    claims: [String(await idOf('Inventory'))],
  }
  const done = await browser.save(`/admin/groups/${group}`, fields)
  expect(sideOf(done.text, 'Before')).toContain('test acc')
  expect(sideOf(done.text, 'After')).toContain('inv mod')
  const { text } = await browser.open('/admin/audit')
  expect(text.replaceAll(/<[^>]+>/g, ' ')).toMatch(/change group.*stoke.*Testing group.*Testing Environment Access.*→.*Inventory/s) // prettier-ignore
})

test('what stood there from the start is said to be of the file, on both pages that tell of it', async () => {
  const { browser } = await openAsStoke()
  for (const path of ['/admin', '/admin/audit'])
    expect((await browser.open(path)).text).toMatch(/load file<.*>a file, at the start</s)
})

test('whoever looked at another directory than the one that is there looks again', async () => {
  const { browser, directory, idOf, config } = await openAsStoke()
  const tester = await idOf('tester')
  const path = `/admin/users/${tester}`
  await browser.open(path)
  const fields = { ...TESTER, lastName: 'Late' }
  const { text } = await browser.send(path, fields)
  const version = /name="version" value="(\d+)"/.exec(text)?.[1] ?? ''
  await directory.change((document) => changeEntry(document, 'users', tester, { firstName: 'Quick' }, config.rules))
  const again = await browser.send(path, { ...fields, step: 'save', version })
  expect(again.text).toContain('Somebody else has changed the directory')
  expect(sideOf(again.text, 'Before')).toContain('Quick Ester')
  expect((await directory.read()).users.find(({ id }) => id === tester)?.lastName).toBe('Ester')
})

test('boxes that were not on the page are no empty list', async () => {
  const { browser, directory, idOf } = await openAsStoke()
  const [tester, group] = [await idOf('tester'), await idOf('Testing group')]
  const { 'with-groups': _boxes, ...texts } = TESTER
  await browser.open(`/admin/users/${tester}`)
  await browser.save(`/admin/users/${tester}`, texts)
  await browser.save(`/admin/groups/${group}`, { name: 'Testing', description: '' })
  const { users, groups } = await directory.read()
  expect(users.find(({ id }) => id === tester)?.groups).toEqual([group])
  expect(groups.find(({ id }) => id === group)?.claims).toHaveLength(1)
})

test('somebody new comes in with a password that is asked for at the last moment, and goes again', async () => {
  const { browser, directory, login } = await openAsStoke()
  await browser.open('/admin/users/new')
  const fields = { username: 'nova', email: 'nova@people.test', firstName: 'No', lastName: 'Va', 'with-groups': '1' }
  const offered = await browser.send('/admin/users', { ...fields, password: 'secret-1', repeat: 'secret-1' })
  expect(offered.text).not.toContain('secret-1')
  const unequal = await browser.save('/admin/users', fields, { password: 'secret-1', repeat: 'secret-2' })
  expect(unequal.status).toBe(400)
  await browser.open('/admin/users/new')
  const done = await browser.save('/admin/users', fields, { password: 'secret-1', repeat: 'secret-1' })
  expect(done.text).toContain('Saved.')
  expect(done.text).not.toContain('secret-1')
  const nova = (await directory.read()).users.find(({ username }) => username === 'nova')
  expect(nova?.passwordHash).toHaveLength(88)
  await login({ username: 'nova', password: 'x' }).expect(200)
  await browser.save(`/admin/users/${nova?.id}/remove`, {})
  await login({ username: 'nova', password: 'x' }).expect(401)
})

test('links, claims and groups are added and taken away', async () => {
  const { browser, directory, idOf } = await openAsStoke()
  const group = await idOf('Ship Crew')
  await browser.open(`/admin/groups/${group}`)
  await browser.save(`/admin/groups/${group}/links`, { type: 'OIDC:own', resource: 'role=crew' })
  const link = (await directory.read()).links.find(({ resource }) => resource === 'role=crew')
  expect(link).toMatchObject({ type: 'OIDC:own', group })
  await browser.save(`/admin/links/${link?.id}/remove`, {})
  await browser.save('/admin/claims', { name: 'Log writer', shortName: 'log', value: 'w', description: '', 'with-groups': '1', groups: String(group) }) // prettier-ignore
  const claim = await idOf('Log writer')
  expect((await directory.read()).groups.find(({ id }) => id === group)?.claims).toContain(claim)
  await browser.save(`/admin/claims/${claim}/remove`, {})
  await browser.save(`/admin/groups/${group}/remove`, {})
  const { links, claims, groups } = await directory.read()
  expect([links.some(({ id }) => id === link?.id), claims.some(({ id }) => id === claim), groups.some(({ id }) => id === group)]).toEqual([false, false, false]) // prettier-ignore
})

test('a name with a script in it is a name, on every page', async () => {
  const { browser, idOf } = await openAsStoke()
  const name = `"><script>alert(1)</script>`
  const tester = await idOf('tester')
  await browser.open(`/admin/users/${tester}`)
  const fields = { ...TESTER, username: name }
  const pages = [
    await browser.send(`/admin/users/${tester}`, fields),
    await browser.save(`/admin/users/${tester}`, fields),
  ]
  for (const path of [
    '/admin',
    '/admin/users',
    `/admin/users/${tester}`,
    '/admin/audit',
    '/admin/users?q=%22%3E%3Cscript%3E',
  ])
    pages.push(await browser.open(path))
  for (const { text } of pages) expect(text).not.toContain('<script>alert')
  for (const { text } of pages) expect(text).toMatch(/&lt;script(?:>|&gt;)alert/)
})

test('what the directory refuses is said where one is, and nothing of it was made', async () => {
  const { browser, directory, idOf } = await openAsStoke()
  await browser.open('/admin/claims/new')
  const before = await directory.read()
  const claim = { name: 'Comma', shortName: 'x', value: 'a,S', description: '' }
  for (const [fields, status] of [
    [claim, 400],
    [{ ...claim, shortName: 'sub', value: 'a' }, 400],
    [{ ...claim, name: '', value: 'a' }, 400],
    [{ name: 'Inventory', shortName: 'x', value: 'a', description: '' }, 409],
  ] as const)
    expect((await browser.save('/admin/claims', fields)).status).toBe(status)
  expect(browser.page()).toContain('Go back to see what you had typed')
  const nowhere = await browser.open('/admin/claims/99999')
  expect(nowhere.status).toBe(404)
  expect(nowhere.text).not.toContain('Go back') // nobody had typed anything
  expect((await browser.open('/admin/claims/__proto__')).status).toBe(404)
  await browser.open('/admin/claims/new')
  expect((await browser.save(`/admin/users/${await idOf('stoke')}/remove`, {})).status).toBe(403) // the last superuser
  expect((await directory.read()).version).toBe(before.version)
})

test.each([
  ['dialect: stoke\n', 'dialect: stoke'],
  ['unsafe_claims: true\n', 'unsafe_claims: true'],
  ['', undefined],
])('%j is said on every page, also before a login', async (line, said) => {
  const { browser, app } = await openAsStoke(line + SEED_CONFIG)
  for (const { text } of [await browser.open('/admin/users'), await createFormBrowser(app).open('/admin/login')])
    expect(text.includes('Unsafe on purpose')).toBe(said !== undefined && text.includes(said))
})
