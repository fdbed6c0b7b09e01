import { describe, expect, test } from 'vitest'
import { addEntry, changeEntry, entryWithId, removeEntry, setHolders } from './changes.ts'
import type { EntryKind } from './document.ts'
import { DirectoryFault } from './fault.ts'
import { REGISTERED_NAMES } from './rules.ts'
import { smallClaim, smallDirectory, smallGroup, smallUser, STRICT_RULES } from './small-directory.fixture.ts'

/** @returns the reason for which a change is refused */
function reasonOf(change: () => unknown): string {
  try {
    change()
    return 'not refused'
  } catch (error) {
    if (error instanceof DirectoryFault) return error.reason
    throw error
  }
}

const { document, ids, rules } = smallDirectory()
const before = JSON.stringify(document)

/** What is added to the small directory, and by what reason it is refused. */
function refusedAs(kind: EntryKind, fields: object): string {
  const reason = reasonOf(() => addEntry(document, kind, fields as never, rules)) // each is of its kind, but for what is wrong
  expect(JSON.stringify(document), 'nothing has changed').toBe(before)
  return reason
}

describe('what must not stand in a directory', () => {
  test.each<[EntryKind, string, object, string]>([
    ['users', 'a name that is taken', { ...smallUser('tester'), email: 'other@people.test' }, 'taken'],
    [
      'users',
      'a name that reads as one that is taken',
      { ...smallUser('TESTER'), email: 'other@people.test' },
      'taken',
    ],
    ['users', 'an e-mail address that is taken', { ...smallUser('other'), email: 'tester@people.test' }, 'taken'],
    ['users', 'the e-mail address of somebody else as a name', smallUser('tester@people.test'), 'taken'],
    ['users', 'the name of somebody else as an e-mail address', { ...smallUser('other'), email: 'tester' }, 'taken'],
    ['users', 'a group that is not there', smallUser('other', [99]), 'unknown'],
    ['users', 'no name', smallUser(''), 'unfit'],
    ['users', 'a name that ends with a space', smallUser('tester '), 'unfit'],
    ['users', 'a name with a sign that nobody sees', smallUser('tes\u200bter'), 'unfit'],
    ['users', 'a name that turns the line', smallUser('\u202etester'), 'unfit'],
    ['users', 'a name without end', smallUser('x'.repeat(201)), 'unfit'],
    ['groups', 'a name that is taken', smallGroup('readers'), 'taken'],
    ['groups', 'a claim that is not there', smallGroup('Others', [ids.user]), 'unknown'],
    ['groups', 'a description with a line', { ...smallGroup('Others'), description: 'a\nb' }, 'unfit'],
    ['claims', 'a name that is taken', smallClaim('Log writer', 'log', 'x'), 'taken'],
    ['claims', 'what another claim says', smallClaim('Other', 'log', 'w'), 'taken'],
    ['claims', 'a comma', smallClaim('Other', 'stk', 'x,S'), 'comma'],
    ['claims', 'no value', smallClaim('Other', 'stk', ''), 'unfit'],
    ['claims', 'a claim of the person', smallClaim('Other', 'u', 'admin'), 'reserved'],
    ['claims', 'the prototype of all objects', smallClaim('Other', '__proto__', 'x'), 'reserved'],
    ...[...REGISTERED_NAMES].map((name): [EntryKind, string, object, string] => [
      'claims',
      `the registered claim ${name}`,
      smallClaim('Other', name, 'x'),
      'reserved',
    ]),
    ['links', 'a type that nobody knows', { type: 'SAML', resource: 'x', group: ids.readers }, 'unfit'],
    ['links', 'an OIDC link without a value', { type: 'OIDC:corp', resource: 'crew', group: ids.readers }, 'unfit'],
    ['links', 'a group that is not there', { type: 'LDAP', resource: 'x', group: ids.user }, 'unknown'],
    ['links', 'the same link', { type: 'LDAP', resource: 'crew', group: ids.readers }, 'taken'],
  ])('%s: %s', (kind, _what, fields, reason) => {
    expect(refusedAs(kind, fields)).toBe(reason)
  })

  test('what an entry becomes is looked at as well, and it may stay what it is', () => {
    const change = (value: string) => () => changeEntry(document, 'claims', ids.read, { value }, rules)
    expect(reasonOf(change('w'))).toBe('taken')
    expect(reasonOf(change('r,w'))).toBe('comma')
    expect(change('r')()).toEqual(document)
    expect(reasonOf(() => changeEntry(document, 'users', ids.user, { groups: [ids.link] }, rules))).toBe('unknown')
  })
})

test('an id is given once, also when its entry is gone', () => {
  const added = addEntry(document, 'groups', smallGroup('Others'), rules)
  const again = addEntry(removeEntry(added.document, 'groups', added.id), 'groups', smallGroup('Others'), rules)
  expect(again.id).toBeGreaterThan(added.id)
})

test('what is taken away is gone wherever it was held', () => {
  const withoutClaim = removeEntry(document, 'claims', ids.read)
  expect(withoutClaim.groups.map(({ claims }) => claims)).toEqual([[], [ids.write]])
  const withoutGroup = removeEntry(document, 'groups', ids.readers)
  expect(withoutGroup.users.map(({ groups }) => groups)).toEqual([[ids.writers]])
  expect(withoutGroup.links).toEqual([])
  expect(removeEntry(document, 'users', ids.user).users).toEqual([])
  expect(removeEntry(document, 'links', ids.link).links).toEqual([])
})

test('who holds what is said as a whole: these and nobody else, each once', () => {
  const alone = setHolders(document, 'groups', ids.read, [ids.writers, ids.writers])
  expect(alone.groups.map(({ claims }) => claims)).toEqual([[], [ids.write, ids.read]])
  expect(setHolders(document, 'users', ids.readers, []).users[0]?.groups).toEqual([ids.writers])
})

test.each<[string, () => unknown]>([
  ['changed', () => changeEntry(document, 'groups', ids.user, {}, STRICT_RULES)],
  ['removed', () => removeEntry(document, 'claims', 99)],
  ['a holder', () => setHolders(document, 'groups', ids.read, [ids.user])],
  ['read', () => entryWithId(document, 'links', ids.user)],
])('what nobody has cannot be %s', (_what, change) => {
  expect(reasonOf(change)).toBe('unknown')
})

test('whoever is held by an id that nobody has gets nothing: a claim that is not there has no holders', () => {
  expect(reasonOf(() => setHolders(document, 'groups', 99, [ids.readers]))).toBe('unknown')
  expect(reasonOf(() => setHolders(document, 'users', ids.read, [ids.user]))).toBe('unknown')
})
