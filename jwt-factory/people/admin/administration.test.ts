import { expect, test } from 'vitest'
import { smallClaim, smallGroup, smallUser, STRICT_RULES } from '../directory/small-directory.fixture.ts'
import { addOf, changeOf, removeOf, setPassword, type AdminChange } from './admin-change.ts'
import { lettersDirectory, openAdmins } from './admin.fixture.ts'
import type { Administrator } from './administrator.ts'

const { idOf } = lettersDirectory()
type Admins = Awaited<ReturnType<typeof openAdmins>>

/** @returns why it is refused, or `made` */
const reasonFor = ({ administration }: Admins, who: Administrator, change: AdminChange): Promise<string> =>
  administration.change(who, change).then(
    () => 'made',
    (error: { reason?: string }) => error.reason ?? Promise.reject(error),
  )

const stored = { passwordHash: 'other', salt: 'other' }
const intoGroup = (user: string, ...groups: string[]) => changeOf('users', idOf(user), { groups: groups.map(idOf) })

test.each<[string, string, AdminChange, string]>([
  ['U puts themselves into the group of superusers', 'U', intoGroup('user-U', 'group-U', 'group-S'), 'superuser-only'],
  ['U puts somebody else there', 'U', intoGroup('member', 'group-S'), 'superuser-only'],
  ['U makes somebody who is there', 'U', addOf('users', smallUser('new', [idOf('group-S')])), 'superuser-only'],
  ['G gives its own group what makes superusers', 'G', changeOf('groups', idOf('group-G'), { claims: [idOf('claim-S')] }), 'superuser-only'],
  ['G makes a group with it', 'G', addOf('groups', smallGroup('New', [idOf('claim-S')])), 'superuser-only'],
  ['G makes itself a member', 'G', changeOf('groups', idOf('group-S'), {}, { users: [idOf('user-S'), idOf('user-G')] }), 'superuser-only'],
  ['G lets another directory say who is a superuser', 'G', addOf('links', { type: 'LDAP', resource: 'x', group: idOf('group-S') }), 'superuser-only'],
  ['G leads a link there', 'G', changeOf('links', idOf('link'), { group: idOf('group-S') }), 'superuser-only'],
  ['C gives its own group what makes superusers', 'C', changeOf('claims', idOf('claim-S'), {}, { groups: [idOf('group-S'), idOf('group-C')] }), 'superuser-only'],
  ['C takes it from superusers', 'C', removeOf('claims', idOf('claim-S')), 'superuser-only'],
  ['C makes another claim of it', 'C', changeOf('claims', idOf('claim-S'), { value: 'x' }), 'superuser-only'],
  ['G removes the group of superusers', 'G', removeOf('groups', idOf('group-S')), 'superuser-only'],
  ['U removes a superuser', 'U', removeOf('users', idOf('user-S')), 'superuser-only'],
  ['U removes somebody who is S,u', 'U', removeOf('users', idOf('user-S,u')), 'superuser-only'],
  ['U sets the password of a superuser', 'U', setPassword(idOf('user-S'), stored), 'superuser-only'],
  ['U says where to reach a superuser', 'U', changeOf('users', idOf('user-S'), { email: 'mine@people.test' }), 'superuser-only'],
  ['whoever is S,u is no superuser', 'S,u', intoGroup('member', 'group-S'), 'superuser-only'],
  ['whoever is S,u sets the password of a superuser', 'S,u', setPassword(idOf('user-S'), stored), 'superuser-only'],
  ['U gives what it does not have', 'U', intoGroup('member', 'group-G'), 'more-powers'],
  ['U sets the password of somebody who may do more', 'U', setPassword(idOf('user-C'), stored), 'more-powers'],
  ['C gives its own group the letter of others', 'C', changeOf('claims', idOf('claim-C'), { value: 'U,C' }), 'comma'],
  ['G gives what it does not have', 'G', changeOf('groups', idOf('crew'), { claims: [idOf('claim-U')] }), 'more-powers'],
  ['their own password by force', 'U', setPassword(idOf('user-U'), stored), 'own-password'],
  ['a letter too few', 'C', removeOf('groups', idOf('crew')), 'no-letter'],
  ['nobody who is there', 'U', changeOf('users', 9999, { firstName: 'X' }), 'not-there'],
  ['U gives what it has', 'U', intoGroup('member', 'group-u', 'group-c', 'group-g', 'group-U'), 'made'],
  ['U sets the password of somebody without letters', 'U', setPassword(idOf('member'), stored), 'made'],
  ['G gives a claim of a service', 'G', changeOf('groups', idOf('group-G'), { claims: [idOf('claim-G'), idOf('write')] }), 'made'],
  ['a superuser makes another one', 'S', intoGroup('member', 'group-S'), 'made'],
  ['a superuser sets the password of another one', 'S', setPassword(idOf('user-S,u'), stored), 'made'],
])('%s: %s', async (_what, letter, change, reason) => {
  const admins = await openAdmins()
  expect(await reasonFor(admins, admins.as(letter), change)).toBe(reason)
}) // prettier-ignore

test('a comma that makes a superuser makes none, where commas are allowed', async () => {
  const admins = await openAdmins({ rules: { ...STRICT_RULES, unsafeClaims: true } })
  const { id } = await admins.administration.change(admins.as('C'), addOf('claims', smallClaim('Odd', 'stk', 'x,S')))
  const attach = changeOf('claims', id, {}, { groups: [idOf('group-C')] })
  expect(await reasonFor(admins, admins.as('C'), attach)).toBe('superuser-only')
  expect(await reasonFor(admins, admins.as('G'), changeOf('groups', idOf('group-G'), { claims: [id] }))).toBe('superuser-only') // prettier-ignore
  expect(await reasonFor(admins, admins.as('S'), attach)).toBe('made')
})

test('a further value of stk takes from superusers what is for them alone, so nobody else gives them one', async () => {
  const admins = await openAdmins({ rules: { ...STRICT_RULES, unsafeClaims: true } })
  const toSuperusers = { groups: [idOf('group-S')] }
  for (const [letter, change] of [
    ['C', addOf('claims', smallClaim('None', 'stk', 'x'), toSuperusers)],
    ['C', addOf('claims', smallClaim('Twice', 'stk', 'S,S'), toSuperusers)],
    ['C', changeOf('claims', idOf('claim-C'), {}, { groups: [idOf('group-C'), idOf('group-S')] })],
    ['G', changeOf('groups', idOf('group-S'), { claims: [idOf('claim-S'), idOf('claim-g')] })],
    ['U', intoGroup('user-S', 'group-S', 'group-u')],
  ] as const)
    expect(await reasonFor(admins, admins.as(letter), change)).toBe('superuser-only')
  const log = changeOf('claims', idOf('write'), {}, { groups: [idOf('group-S')] })
  expect(await reasonFor(admins, admins.as('C'), log)).toBe('made') // what says nothing of powers
  expect(await reasonFor(admins, admins.as('S'), intoGroup('user-S', 'group-S', 'group-u'))).toBe('made')
})

test('dialect stoke has the holes of the original: a comma makes a superuser, and so does G', async () => {
  const admins = await openAdmins({ dialect: 'stoke', rules: { ...STRICT_RULES, unsafeClaims: true } })
  const comma = addOf('claims', smallClaim('Odd', 'stk', 'x,S'), { groups: [idOf('group-C')] })
  expect(await reasonFor(admins, admins.as('C'), comma)).toBe('made')
  expect((await admins.administration.powers(admins.as('C'))).actions).toContain('change-users')
  expect(await reasonFor(admins, admins.as('G'), changeOf('groups', idOf('group-G'), { claims: [idOf('claim-S')] }))).toBe('made') // prettier-ignore
  expect(await reasonFor(admins, admins.as('U'), setPassword(idOf('user-S'), stored))).toBe('made')
  expect(await reasonFor(admins, admins.as('U'), intoGroup('member', 'group-S'))).toBe('superuser-only')
})

test('somebody is left who may do everything', async () => {
  const admins = await openAdmins()
  await admins.administration.change(admins.as('S'), removeOf('users', idOf('user-S,u')))
  for (const change of [removeOf('users', idOf('user-S')), intoGroup('user-S'), removeOf('claims', idOf('claim-S'))])
    expect(await reasonFor(admins, admins.as('S'), change)).toBe('last-superuser')
})

test('people without letters change how they are called, and nothing else', async () => {
  const admins = await openAdmins()
  const [mine, others] = [idOf('member'), idOf('user-u')]
  const rename = { firstName: 'New' }
  expect(await reasonFor(admins, admins.member, changeOf('users', mine, rename))).toBe('made')
  expect(await reasonFor(admins, admins.member, changeOf('users', others, rename))).toBe('no-letter')
  for (const more of [{ username: 'stoke' }, { email: 'x@people.test' }, { groups: [idOf('group-u')] }])
    expect(await reasonFor(admins, admins.member, changeOf('users', mine, { ...rename, ...more }))).toBe('no-letter')
})

test('what counts is what the directory says now, and not more than the token says', async () => {
  const admins = await openAdmins()
  const change = changeOf('users', idOf('member'), { firstName: 'X' })
  const told = (stk?: string) => ({ ...admins.as('U'), told: stk === undefined ? {} : { stk } })
  expect(await reasonFor(admins, told('U'), change)).toBe('made')
  expect(await reasonFor(admins, told('u'), change)).toBe('no-letter')
  expect(await reasonFor(admins, told(), change)).toBe('no-letter')
  const superuser = { ...admins.as('S'), told: { stk: 'S,u' } }
  expect(await reasonFor(admins, superuser, intoGroup('member', 'group-S'))).toBe('superuser-only')
  await admins.administration.change(admins.as('S'), intoGroup('user-U'))
  expect(await reasonFor(admins, told('U'), change)).toBe('no-letter')
})

test('whoever is gone, or has another password by now, changes nothing', async () => {
  const admins = await openAdmins()
  const change = changeOf('users', idOf('member'), { firstName: 'X' })
  await admins.administration.change(admins.as('S'), setPassword(idOf('user-U'), stored))
  expect(await reasonFor(admins, admins.as('U'), change)).toBe('changed-person')
  await admins.administration.change(admins.as('S'), removeOf('users', idOf('user-G')))
  expect(await reasonFor(admins, admins.as('G'), removeOf('groups', idOf('crew')))).toBe('changed-person')
})

test('a list of thousands is taken in one pass', async () => {
  const admins = await openAdmins()
  const links = Array.from({ length: 9000 }, (_, at) => ({ id: 10_000 + at, type: 'LDAP', resource: `r${at}`, group: idOf('group-u') })) // prettier-ignore
  await admins.directory.change((document) => ({ ...document, links }))
  const all = links.map(({ id }) => id)
  expect(await reasonFor(admins, admins.as('S'), changeOf('groups', idOf('crew'), {}, { links: all }))).toBe('made')
  const { links: moved } = await admins.directory.read()
  expect(moved.every(({ group }) => group === idOf('crew'))).toBe(true)
  expect(await reasonFor(admins, admins.as('S'), changeOf('groups', idOf('crew'), {}, { links: [1] }))).toBe('unknown')
})
