import { expect, test } from 'vitest'
import { smallClaim, smallGroup } from '../directory/small-directory.fixture.ts'
import { addOf, changeOf, removeOf, setPassword, type AdminChange } from './admin-change.ts'
import { lettersDirectory, openAdmins } from './admin.fixture.ts'

const { idOf } = lettersDirectory()
const POLICY = { protectedUsers: ['member'], protectedGroups: ['Crew'], protectedClaims: ['log'] }
const stored = { passwordHash: 'x', salt: 'y' }

/** What would change, and what of it is protected: a user, or a group or a claim. */
const PROTECTED: [string, AdminChange, 'user' | 'other'][] = [
  ['a name', changeOf('users', idOf('member'), { firstName: 'X' }), 'user'],
  ['a password', setPassword(idOf('member'), stored), 'user'],
  ['whether they are there', removeOf('users', idOf('member')), 'user'],
  ['their groups', changeOf('users', idOf('member'), { groups: [] }), 'user'],
  ['their groups, from the other side', changeOf('groups', idOf('crew'), {}, { users: [] }), 'user'],
  ['their groups, by removing one', removeOf('groups', idOf('crew')), 'user'],
  ['the text of a group', changeOf('groups', idOf('crew'), { description: 'x' }), 'other'],
  ['the claims of a group', changeOf('groups', idOf('crew'), { claims: [] }), 'other'],
  ['who comes into a group', changeOf('users', idOf('user-u'), { groups: [idOf('crew'), idOf('group-u')] }), 'other'],
  ['a link of a group', removeOf('links', idOf('link')), 'other'],
  ['a new link of a group', addOf('links', { type: 'LDAP', resource: 'x', group: idOf('crew') }), 'other'],
  ['a link that leaves a group', changeOf('links', idOf('link'), { group: idOf('group-u') }), 'other'],
  ['the value of a claim', changeOf('claims', idOf('write'), { value: 'x' }), 'other'],
  ['the name of a claim', changeOf('claims', idOf('write'), { shortName: 'x' }), 'other'],
  ['a claim that becomes one', changeOf('claims', idOf('claim-m'), { shortName: 'log' }), 'other'],
  ['a new claim', addOf('claims', smallClaim('New', 'log', 'x')), 'other'],
  ['whether a claim is there', removeOf('claims', idOf('write')), 'other'],
  ['a group that gets a claim', changeOf('groups', idOf('group-u'), { claims: [idOf('write')] }), 'other'],
  ['a new group with a claim', addOf('groups', smallGroup('New', [idOf('write')])), 'other'],
]

const as = async (letter: string, change: AdminChange, policy: object) => {
  const admins = await openAdmins({ policy: { ...POLICY, ...policy } })
  return admins.administration.change(admins.as(letter), change).then(
    () => 'made',
    ({ reason }: { reason: string }) => reason,
  )
}

test.each(PROTECTED)('what is protected does not change: %s', async (_what, change, of) => {
  expect(await as('S', change, {})).toBe('protected')
  expect(await as('S', change, { superuserOverrides: true })).toBe(of === 'user' ? 'protected' : 'made')
  expect(await as('S,u', change, { superuserOverrides: true })).toBe('protected')
  expect(await as('S', change, { superuserOverrides: true, isReadOnly: true })).toBe('read-only')
})

test('what is not protected changes beside it', async () => {
  for (const change of [
    changeOf('users', idOf('user-u'), { firstName: 'X' }),
    changeOf('groups', idOf('group-u'), { description: 'x' }),
    changeOf('claims', idOf('claim-u'), { description: 'x' }),
  ])
    expect(await as('S', change, {})).toBe('made')
})

test.each(['strict', 'stoke'] as const)('a directory that is read only is changed by nobody: %s', async (dialect) => {
  const { administration, as: who, member } = await openAdmins({ dialect, policy: { isReadOnly: true } })
  const own = changeOf('users', idOf('member'), { firstName: 'X' })
  for (const change of [administration.change(who('S'), own), administration.change(member, own)])
    await expect(change).rejects.toMatchObject({ reason: 'read-only' })
  await administration.read(who('S'), 'read-users')
})
