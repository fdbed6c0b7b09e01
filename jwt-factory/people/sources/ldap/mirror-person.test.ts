import { describe, expect, test } from 'vitest'
import { addEntry, changeEntry } from '../../directory/changes.ts'
import { DirectoryFault } from '../../directory/fault.ts'
import { smallDirectory, smallUser } from '../../directory/small-directory.fixture.ts'
import type { LdapPerson } from './ask-ldap.ts'
import { mirrorPerson } from './mirror-person.ts'

const { document: small, ids, rules } = smallDirectory()

const FRY: LdapPerson = {
  ids: ['uuid-1', 'cn=Fry,dc=x'],
  usernames: ['fry'],
  emails: ['fry@x.org'],
  firstName: 'Philip',
  lastName: 'Fry',
  groups: ['crew'],
}

const mirrored = (document: typeof small, person: Partial<LdapPerson>, username = 'fry') => {
  const facts = { username, person: { ...FRY, ...person }, source: 'LDAP', linkTypes: ['LDAP'], rules, now: 7 } as const
  const after = mirrorPerson(document, facts)
  return { after: after.document, row: after.document.users.find(({ id }) => id === after.id) }
}

/** @returns the reason for which nothing is written */
function refusedFor(document: typeof small, person: Partial<LdapPerson>, username?: string) {
  try {
    return mirrored(document, person, username).row
  } catch (error) {
    return error instanceof DirectoryFault ? error.reason : error
  }
}

const withFry = mirrored(small, {}).after

test('somebody new is added, with no password here', () => {
  expect(withFry.users.at(-1)).toEqual({
    id: small.nextId,
    username: 'fry',
    email: 'fry@x.org',
    firstName: 'Philip',
    lastName: 'Fry',
    externalId: 'uuid-1',
    source: 'LDAP',
    passwordHash: '',
    salt: '',
    createdAt: 7,
    groups: [ids.readers],
  })
})

test('where nothing is new, nothing is written', () => {
  expect(mirrored(withFry, {}).after).toBe(withFry)
  expect(mirrored(withFry, { emails: ['other@x.org', 'fry@x.org'], usernames: ['philip', 'fry'] }).after).toBe(withFry)
  expect(mirrored(withFry, { groups: ['crew', 'of nobody here'] }).after).toBe(withFry)
})

test('what is new is written, and what is missing stays as it is', () => {
  const told = { emails: [], firstName: undefined, lastName: 'Frei', usernames: ['philip'] }
  expect(mirrored(withFry, told).row).toMatchObject({ username: 'philip', email: 'fry@x.org', firstName: 'Philip', lastName: 'Frei' }) // prettier-ignore
})

describe('of their groups those that are linked are the ones of the directory', () => {
  const fry = withFry.users.at(-1)?.id ?? 0
  const also = changeEntry(withFry, 'users', fry, { groups: [ids.writers, ids.readers] }, rules)
  const linkTo = (type: string, resource: string, group: number) => addEntry(also, 'links', { type, resource, group }, rules).document // prettier-ignore

  test.each<[string, typeof small, string[], number[]]>([
    ['they stay in both', also, ['crew'], [ids.writers, ids.readers]],
    ['they leave the linked one', also, [], [ids.writers]],
    ['a name is what it is, in capitals, too', also, ['Crew'], [ids.writers]],
    ['two links lead to one group', linkTo('LDAP', 'other', ids.readers), ['other'], [ids.writers, ids.readers]],
    ['a group that is linked by now is left', linkTo('LDAP', 'other', ids.writers), ['crew'], [ids.readers]],
    ['a link of another directory says nothing', linkTo('LDAP:corp', 'other', ids.writers), ['crew', 'other'], [ids.writers, ids.readers]], // prettier-ignore
    ['nor does one of another kind', linkTo('OIDC:corp', 'a=crew', ids.writers), ['crew', 'a=crew'], [ids.writers, ids.readers]], // prettier-ignore
  ])('%s', (_what, document, groups, expected) => {
    expect(mirrored(document, { groups }).row?.groups).toEqual(expected)
  })
})

describe('nobody becomes somebody else', () => {
  test.each<[string, Partial<LdapPerson>, string]>([
    ['the name of one of ours', { usernames: ['tester'] }, 'taken'],
    ['their name in capitals', { usernames: ['TESTER'] }, 'taken'],
    ['their address', { emails: ['tester@people.test'] }, 'taken'],
    ['their address as a name', { usernames: ['tester@people.test'] }, 'taken'],
    ['no address', { emails: [] }, 'unfit'],
    ['no first name', { firstName: undefined }, 'unfit'],
    ['no last name', { lastName: undefined }, 'unfit'],
    ['a name without end', { usernames: ['x'.repeat(201)] }, 'unfit'],
    ['a name that turns the line', { lastName: '\u202eyrF' }, 'unfit'],
    ['an id without end', { ids: ['x'.repeat(1001)] }, 'unfit'],
  ])('who has %s is not written down', (_what, person, reason) => {
    expect(refusedFor(small, person)).toBe(reason)
  })

  test('whoever has the name or the address of somebody by now is not them', () => {
    const other = { ids: ['uuid-2', 'cn=Fry,dc=x,dc=y'] }
    expect(refusedFor(withFry, other)).toBe('taken')
    expect(refusedFor(withFry, { ...other, usernames: ['other'] })).toBe('taken')
    expect(refusedFor(withFry, { usernames: ['tester'] })).toBe('taken')
  })

  test('an entry that the directory gives another id, or none, is known by its name over there', () => {
    const byName = mirrored(small, { ids: ['cn=Fry,dc=x'] }).after
    expect(mirrored(byName, {}).row).toMatchObject({ externalId: 'uuid-1', id: small.nextId })
  })

  test('a row that no login has made is theirs by its name, and from then on by their id', () => {
    const made = addEntry(small, 'users', { ...smallUser('Fry'), source: 'LDAP', passwordHash: '', salt: '' }, rules)
    expect(mirrored(made.document, {}).row).toMatchObject({ id: made.id, externalId: 'uuid-1', email: 'fry@x.org' })
    const local = addEntry(small, 'users', smallUser('fry'), rules)
    expect(refusedFor(local.document, {})).toBe('taken')
  })
})

test('where no attribute is a name, it is the one that was typed, and stays', () => {
  const nameless = mirrored(small, { usernames: [] }, 'philip')
  expect(nameless.row?.username).toBe('philip')
  expect(mirrored(nameless.after, { usernames: [] }, 'phil').row?.username).toBe('philip')
  expect(mirrored(small, { usernames: ['one', 'Philip'] }, 'philip').row?.username).toBe('Philip')
})
