import { expect, test } from 'vitest'
import { askLdap } from './ask-ldap.ts'
import { readFilterTemplate } from './filter-template.ts'
import type { LdapConnection, LdapEntry } from './ldap-connection.ts'

const entry = (attributes: Record<string, string[]>): LdapEntry => ({
  name: 'uid=mallory,ou=people',
  values: (attribute) => attributes[attribute] ?? [],
})

/** @returns the filter by which the groups of somebody are asked for, once a directory has found them by what they typed */
async function groupsAskedFor(username: string, attributes: Record<string, string[]>, userFilter: string) {
  const filters: string[] = []
  const connection: LdapConnection = {
    bind: () => Promise.resolve(true),
    search: ({ filter }) =>
      Promise.resolve({ entries: filters.push(filter) === 1 ? [entry(attributes)] : [], isWhole: true }),
    close: () => Promise.resolve(),
  }
  await askLdap({ username, password: 'secret' }, connection, {
    bindDn: 'cn=admin',
    bindPassword: 'secret',
    users: { root: 'ou=people', filter: readFilterTemplate(userFilter), firstNameField: 'givenName', lastNameField: 'sn', emailField: 'mail' }, // prettier-ignore
    groups: { root: 'ou=groups', filter: readFilterTemplate('(memberUid={{ .Username }})'), nameField: 'cn' },
  })
  return filters[1]
}

const BY_BOTH = '(|(uid={{ .Username }})(mail={{ .Username }}))'

test.each([
  ['by an address that is the name of another', 'admin', { uid: ['mallory'], mail: ['admin'] }, '(memberUid=mallory)'],
  ['by an address', 'm@example.com', { uid: ['mallory'], mail: ['m@example.com'] }, '(memberUid=mallory)'],
  ['by a name in upper case', 'MALLORY', { uid: ['mallory'] }, '(memberUid=mallory)'],
  ['by one of several names', 'two', { uid: ['one', 'two'] }, '(memberUid=two)'],
  ['by what it does not tell', 'mallory', {}, '(memberUid=mallory)'],
])('whoever is found %s has the groups of their own name', async (_how, typed, attributes, asked) => {
  expect(await groupsAskedFor(typed, attributes, BY_BOTH)).toBe(asked)
})
