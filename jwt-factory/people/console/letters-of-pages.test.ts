import { expect, test } from 'vitest'
import { lettersDirectory } from '../admin/admin.fixture.ts'
import { lettersText, mayAdminister, STOKE_CLAIM, STOKE_LETTERS, type AdminAction } from '../admin/stoke-letters.ts'
import { addEntry } from '../directory/changes.ts'
import { smallUser, STRICT_RULES } from '../directory/small-directory.fixture.ts'
import { createAuditLog } from '../audit/audit-log.ts'
import { openTestPeople } from '../people.fixture.ts'
import { createFormBrowser } from './admin-pages.fixture.ts'

const LETTERS = Object.keys(STOKE_LETTERS)

/** Somebody for each letter, whose password is `x`, and somebody without. */
async function openLetters() {
  const people = await openTestPeople({ check: async (password, stored) => stored !== undefined && password === 'x' })
  const { document, idOf } = lettersDirectory()
  await people.directory.change(() => document)
  const logIn = async (letter: string) => {
    const browser = createFormBrowser(people.app)
    const name = letter === 'none' ? 'member' : `user-${LETTERS.indexOf(letter)}`
    expect((await browser.logIn(name, 'x')).status).toBe(303)
    return browser
  }
  const audit = createAuditLog(people.store, { clock: people.clock, machine: people.clock })
  return { ...people, idOf, logIn, audit }
}

const may = (letter: string, action: AdminAction) => mayAdminister({ [STOKE_CLAIM]: letter }, action)

/** Each page, and what it takes to see it. */
const PAGES: readonly (readonly [path: (idOf: (name: string) => number) => string, action: AdminAction | undefined])[] =
  [
    [() => '/admin', undefined],
    [() => '/admin/keys', undefined],
    [() => '/admin/rights', undefined],
    [() => '/admin/account', undefined],
    [() => '/admin/users', 'read-users'],
    [(idOf) => `/admin/users/${idOf('member')}`, 'read-users'],
    [() => '/admin/groups', 'read-groups'],
    [(idOf) => `/admin/groups/${idOf('crew')}`, 'read-groups'],
    [() => '/admin/claims', 'read-claims'],
    [(idOf) => `/admin/claims/${idOf('write')}`, 'read-claims'],
    [() => '/admin/audit', 'read-audit'],
    [() => '/admin/monitor', 'read-metrics'],
  ]

test.each([...LETTERS, 'none'])('whoever has the letter %s sees the pages for it, and no other', async (letter) => {
  const { logIn, idOf } = await openLetters()
  const browser = await logIn(letter)
  for (const [path, action] of PAGES) {
    const { status } = await browser.open(path(idOf))
    expect(`${path(idOf)} ${status}`).toBe(`${path(idOf)} ${!action || may(letter, action) ? 200 : 403}`)
  }
  await browser.open('/admin')
  for (const [name, action] of [
    ['users', 'read-users'],
    ['groups', 'read-groups'],
    ['claims', 'read-claims'],
    ['audit', 'read-audit'],
    ['monitor', 'read-metrics'],
  ] as const) {
    expect(browser.page().includes(`<a href="/admin/${name}">`)).toBe(may(letter, action))
    const withheld = `title="needs the letter ${lettersText(action)}"><span aria-hidden="true">${name.charAt(0).toUpperCase()}${name.slice(1)}`
    expect(browser.page().includes(withheld)).toBe(!may(letter, action))
  }
})

const LISTS = [
  ['users', 'read-users', 'change-users', 'member'],
  ['groups', 'read-groups', 'change-groups', 'crew'],
  ['claims', 'read-claims', 'change-claims', 'write'],
] as const

test.each(LETTERS)(
  'with the letter %s the buttons that may be used are there, and the others say why not',
  async (letter) => {
    const { logIn, idOf } = await openLetters()
    const browser = await logIn(letter)
    for (const [name, reads, changes, entry] of LISTS) {
      if (!may(letter, reads)) continue
      const list = (await browser.open(`/admin/${name}`)).text
      expect(list.includes(`href="/admin/${name}/new"`)).toBe(may(letter, changes))
      expect(list.includes('aria-disabled="true"')).toBe(!may(letter, changes))
      const page = (await browser.open(`/admin/${name}/${idOf(entry)}`)).text
      expect(page.includes(`action="/admin/${name}/${idOf(entry)}"`)).toBe(may(letter, changes))
      expect(page.includes(`action="/admin/${name}/${idOf(entry)}/remove"`)).toBe(may(letter, changes))
      expect(page.includes('aria-disabled="true"')).toBe(!may(letter, changes))
    }
  },
)

test.each([...LETTERS, 'none'])(
  'a form that somebody with the letter %s was not given does nothing, and the audit log has it',
  async (letter) => {
    const { logIn, idOf, directory, audit } = await openLetters()
    const browser = await logIn(letter)
    await browser.open('/admin/account')
    const [member, crew, write, link] = ['member', 'crew', 'write', 'link'].map(idOf)
    const asked: readonly (readonly [path: string, fields: Record<string, string>, action: AdminAction])[] = [
      ['/admin/users', { username: 'new', email: 'new@people.test', firstName: 'N', lastName: 'W', password: 'x', repeat: 'x' }, 'change-users'], // prettier-ignore
      [`/admin/users/${member}`, { username: 'other', email: 'o@people.test', firstName: 'O', lastName: 'T' }, 'change-users'], // prettier-ignore
      [`/admin/users/${member}/password`, { password: 'y', repeat: 'y' }, 'change-users'],
      [`/admin/users/${member}/remove`, {}, 'change-users'],
      ['/admin/groups', { name: 'New', description: '' }, 'change-groups'],
      [`/admin/groups/${crew}`, { name: 'Other', description: '' }, 'change-groups'],
      [`/admin/groups/${crew}/links`, { type: 'LDAP', resource: 'more' }, 'change-groups'],
      [`/admin/links/${link}/remove`, {}, 'change-groups'],
      [`/admin/groups/${crew}/remove`, {}, 'change-groups'],
      ['/admin/claims', { name: 'New', shortName: 'new', value: '1', description: '' }, 'change-claims'],
      [`/admin/claims/${write}`, { name: 'Other', shortName: 'log', value: 'w', description: '' }, 'change-claims'],
      [`/admin/claims/${write}/remove`, {}, 'change-claims'],
    ]
    for (const [path, fields, action] of asked) {
      const before = await directory.read()
      const { status } = await browser.send(path, { ...fields, step: 'save', version: String(before.version) })
      expect(`${path} ${status}`).toBe(`${path} ${may(letter, action) ? 200 : 403}`)
      const { version } = await directory.read()
      expect(`${path} ${version - before.version}`).toBe(`${path} ${may(letter, action) ? 1 : 0}`)
      await browser.open('/admin/account')
    }
    const refused = (await audit.list('refusals')).filter(({ reason }) => reason === 'no-letter')
    expect(refused).toHaveLength(asked.filter(([, , action]) => !may(letter, action)).length)
  },
)

test('who may not read something finds it on no page', async () => {
  const { logIn, idOf } = await openLetters()
  const reader = await logIn('u')
  expect((await reader.open(`/admin/users/${idOf('member')}`)).text).not.toContain('>w<') // a claim
  expect((await reader.open('/admin/rights')).text).not.toContain('Who has letters')
  const groups = await logIn('g')
  const group = (await groups.open(`/admin/groups/${idOf('crew')}`)).text
  expect(group).not.toMatch(/member\b(?!s)|log=w/)
  const changer = await logIn('G')
  await changer.open('/admin/groups')
  const offered = await changer.send(`/admin/groups/${idOf('crew')}/remove`, {})
  expect(offered.status).toBe(200)
  expect(offered.text).toContain('One person gets')
  expect(offered.text).not.toMatch(/>member</)
  const claims = await logIn('C')
  expect((await claims.open(`/admin/claims/${idOf('write')}`)).text).not.toContain('Crew')
})

test('of many who have letters the rights tell the first, those with S among them, and how many there are', async () => {
  const { logIn, directory, idOf } = await openLetters()
  const many = Array.from({ length: 60 }, (_, at) => `holder-${at}`)
  await directory.change((document) => many.reduce((before, name) => addEntry(before, 'users', smallUser(name, [idOf('group-u')]), STRICT_RULES).document, document)) // prettier-ignore
  await directory.change((document) => addEntry(document, 'users', smallUser('late', [idOf('group-S')]), STRICT_RULES).document) // prettier-ignore
  const { text } = await (await logIn('S')).open('/admin/rights')
  expect(text).toContain('>late<')
  expect(text).toMatch(/and \d+ more/)
  expect(text.match(/>holder-/g)?.length).toBeLessThan(50)
})
