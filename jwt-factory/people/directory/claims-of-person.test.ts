import { expect, test } from 'vitest'
import { addEntry, changeEntry, entryWithId, setHolders } from './changes.ts'
import { claimsOfPerson } from './claims-of-person.ts'
import type { DirectoryDocument } from './document.ts'
import { smallClaim, smallDirectory, smallGroup, smallUser, STRICT_RULES } from './small-directory.fixture.ts'

const claimsIn = (document: DirectoryDocument, id: number) =>
  claimsOfPerson(document, entryWithId(document, 'users', id))

test('values of one short name are joined in the order of their ids, and each is there once', () => {
  const { document, ids } = smallDirectory()
  expect(claimsIn(document, ids.user)).toEqual({ log: 'w,r' })
})

test('the order of the groups, and of the claims in them, changes no token', () => {
  const { document, ids, rules } = smallDirectory()
  const turned = changeEntry(
    changeEntry(document, 'groups', ids.writers, { claims: [ids.read, ids.write] }, rules),
    'users',
    ids.user,
    { groups: [ids.writers, ids.readers] },
    rules,
  )
  expect(claimsIn(turned, ids.user)).toEqual(claimsIn(document, ids.user))
})

test('whoever is in no group has no claims; a group that is left takes its claims away', () => {
  const { document, ids } = smallDirectory()
  const left = setHolders(document, 'users', ids.writers, [])
  expect(claimsIn(left, ids.user)).toEqual({ log: 'r' })
  expect(claimsIn(setHolders(left, 'users', ids.readers, []), ids.user)).toEqual({})
})

test('names that objects have by themselves are claims like any other', () => {
  let { document, ids } = smallDirectory()
  const claims = ['constructor', 'toString', 'hasOwnProperty'].map((name) => {
    const added = addEntry(document, 'claims', smallClaim(name, name, 'x'), STRICT_RULES)
    document = added.document
    return added.id
  })
  const group = addEntry(document, 'groups', smallGroup('Odd', claims), STRICT_RULES)
  const user = addEntry(group.document, 'users', smallUser('odd', [group.id]), STRICT_RULES)
  expect(JSON.parse(JSON.stringify(claimsIn(user.document, user.id)))).toEqual({
    constructor: 'x',
    toString: 'x',
    hasOwnProperty: 'x',
  })
  expect(Object.keys(claimsIn(user.document, ids.user))).toEqual(['log'])
})

test('with unsafe claims a comma in a value reads as two values: the lesson', () => {
  const unsafe = { ...STRICT_RULES, unsafeClaims: true }
  const { document, ids } = smallDirectory(unsafe)
  const claim = addEntry(document, 'claims', smallClaim('Harmless', 'stk', 'x,S'), unsafe)
  const attached = setHolders(claim.document, 'groups', claim.id, [ids.readers])
  expect(claimsIn(attached, ids.user)['stk']?.split(',')).toContain('S')
})
