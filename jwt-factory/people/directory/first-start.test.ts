import { expect, test } from 'vitest'
import { mayAdminister, STOKE_LETTERS } from '../admin/stoke-letters.ts'
import { addEntry, removeEntry, setHolders } from './changes.ts'
import { claimsOfPerson } from './claims-of-person.ts'
import { EMPTY_DIRECTORY, type DirectoryDocument } from './document.ts'
import { addStokeClaims, addSuperuser, lacksSuperuser, SUPERUSER_NAME } from './first-start.ts'
import { smallClaim, smallDirectory, smallGroup, smallUser, STRICT_RULES } from './small-directory.fixture.ts'

const password = { passwordHash: 'its hash', salt: 'its salt' }
const start = (document: DirectoryDocument) => addSuperuser(document, password, { rules: STRICT_RULES, now: 5 })
const claimsNamed = (document: DirectoryDocument, name: string) => {
  const user = document.users.find(({ username }) => username === name)
  return user ? claimsOfPerson(document, user) : undefined
}

test('an empty directory gets one who may do everything, once', () => {
  expect(lacksSuperuser(EMPTY_DIRECTORY)).toBe(true)
  const started = start(EMPTY_DIRECTORY)
  expect(started.users).toEqual([expect.objectContaining({ ...password, username: SUPERUSER_NAME, createdAt: 5 })])
  expect(claimsNamed(started, SUPERUSER_NAME)).toEqual({ stk: 'S' })
  expect(lacksSuperuser(started)).toBe(false)
  expect(start(started)).toBe(started)
})

test('where somebody may do everything already, among other things, nobody is added', () => {
  let { document, ids } = smallDirectory()
  for (const letter of ['u', 'S']) {
    const { document: more, id } = addEntry(document, 'claims', smallClaim(letter, 'stk', letter), STRICT_RULES)
    document = setHolders(more, 'groups', id, [ids.writers])
  }
  expect(claimsNamed(document, 'tester')).toMatchObject({ stk: 'u,S' })
  expect(start(document)).toBe(document)
})

test('a claim and a group that nobody holds are used again, and nobody else becomes a superuser by it', () => {
  const started = start(smallDirectory().document)
  const admin = started.users.find(({ username }) => username === SUPERUSER_NAME)
  const again = start(removeEntry(started, 'users', admin?.id ?? 0))
  expect([again.groups.length, again.claims.length]).toEqual([started.groups.length, started.claims.length])
  expect(claimsNamed(again, SUPERUSER_NAME)).toEqual({ stk: 'S' })
  expect(claimsNamed(again, 'tester')).toEqual(claimsNamed(started, 'tester'))
})

test('whoever is called as the superuser does not become one: it is refused', () => {
  const named = addEntry(EMPTY_DIRECTORY, 'users', smallUser(SUPERUSER_NAME), STRICT_RULES).document
  expect(() => start(named)).toThrow(expect.objectContaining({ reason: 'taken' }))
})

test('a group of that name whose members are not superusers would make them some: it is refused', () => {
  const group = addEntry(EMPTY_DIRECTORY, 'groups', smallGroup('Stoke Superusers'), STRICT_RULES)
  const held = addEntry(group.document, 'users', smallUser('tester', [group.id]), STRICT_RULES).document
  expect(() => start(held)).toThrow(expect.objectContaining({ reason: 'taken' }))
})

test('claims for the other letters are made where they are missing, each once, and nobody gets one by it', () => {
  const filled = addStokeClaims(smallDirectory().document, STRICT_RULES)
  const letters = filled.claims.filter(({ shortName }) => shortName === 'stk').map(({ value }) => value)
  expect(letters.sort()).toEqual(Object.keys(STOKE_LETTERS).filter((letter) => letter !== 'S').sort()) // prettier-ignore
  expect(addStokeClaims(filled, STRICT_RULES)).toBe(filled)
  expect(mayAdminister(claimsNamed(filled, 'tester') ?? {}, 'see-totals')).toBe(false)
})

test('whoever changes claims gives one of theirs the name of such a claim, and keeps nothing from starting', () => {
  let { document } = smallDirectory()
  for (const name of ['STOKE: reads users', 'Stoke: reads users (2)', 'Stoke: anything'])
    document = addEntry(document, 'claims', smallClaim(name, 'x', name), STRICT_RULES).document
  const filled = start(addStokeClaims(document, STRICT_RULES))
  const named = (letter: string) =>
    filled.claims.find(({ shortName, value }) => shortName === 'stk' && value === letter)?.name
  expect([named('u'), named('g'), named('S')]).toEqual([
    'Stoke: reads users (3)',
    'Stoke: reads groups',
    'Stoke: anything (2)',
  ])
})
