import { addEntry } from './changes.ts'
import { EMPTY_DIRECTORY, type DirectoryDocument } from './document.ts'
import type { DirectoryRules } from './rules.ts'

export const STRICT_RULES: DirectoryRules = { reservedClaims: new Set(['u', 'n']), unsafeClaims: false }

/** What a claim of a test does not say about itself. */
export const smallClaim = (name: string, shortName: string, value: string) => ({
  name,
  shortName,
  value,
  description: '',
})

export const smallGroup = (name: string, claims: number[] = []) => ({ name, description: '', claims })

export const smallUser = (username: string, groups: number[] = []) => ({
  username,
  email: `${username}@people.test`,
  firstName: 'A',
  lastName: 'B',
  source: 'LOCAL' as const,
  passwordHash: 'hash',
  salt: 'salt',
  createdAt: 0,
  groups,
})

/** Two claims of one short name, a group with each, a user in both, and a link; with the ids of all. */
export function smallDirectory(rules = STRICT_RULES) {
  let document: DirectoryDocument = EMPTY_DIRECTORY
  const add: (...entry: [Parameters<typeof addEntry>[1], object]) => number = (kind, fields) => {
    const added = addEntry(document, kind, fields as Parameters<typeof addEntry>[2], rules) // each fits its kind below
    document = added.document
    return added.id
  }
  const write = add('claims', smallClaim('Log writer', 'log', 'w'))
  const read = add('claims', smallClaim('Log reader', 'log', 'r'))
  const readers = add('groups', smallGroup('Readers', [read]))
  const writers = add('groups', smallGroup('Writers', [write, read]))
  const link = add('links', { type: 'LDAP', resource: 'crew', group: readers })
  const user = add('users', smallUser('tester', [readers, writers]))
  return { document, rules, ids: { write, read, readers, writers, link, user } }
}
