import { expect, test } from 'vitest'
import { claimsOfPerson } from '../directory/claims-of-person.ts'
import type { DirectoryDocument } from '../directory/document.ts'
import { DirectoryFault } from '../directory/fault.ts'
import { smallClaim, smallGroup, smallUser, STRICT_RULES } from '../directory/small-directory.fixture.ts'
import { addOf, changeOf, removeOf, setPassword, type AdminChange } from './admin-change.ts'
import { lettersDirectory } from './admin.fixture.ts'
import { AdminRefused } from './admin-refused.ts'
import { NO_ADMIN_POLICY } from './admin-policy.ts'
import { powersOf, type Powers } from './administrator.ts'
import { decideChange } from './decide-change.ts'

/** The same numbers each time (a linear congruential generator). @returns one below a bound */
function numbersFrom(seed: number) {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const VALUES = ['S', 'x,S', 'S,x', 's', 'm,s', 'U', 'G', 'C', 'u,S,c', 'w']

/** Any change that anybody could think of, of what is there at the moment. */
function someChange(document: DirectoryDocument, number: (below: number) => number, step: number): AdminChange {
  const one = <Item>(list: readonly Item[]): Item => list[number(list.length)] as Item // none of them is ever empty
  const some = (list: readonly { id: number }[]) => list.filter(() => number(8) === 0).map(({ id }) => id)
  const { users, groups, claims, links } = document
  const name = `Step ${step}`
  const changes: (() => AdminChange)[] = [
    () => changeOf('users', one(users).id, { groups: some(groups) }),
    () => changeOf('users', one(users).id, { email: `step${step}@people.test` }),
    () => addOf('users', smallUser(`step-${step}`, some(groups))),
    () => setPassword(one(users).id, { passwordHash: name, salt: name }),
    () => removeOf('users', one(users).id),
    () => changeOf('groups', one(groups).id, { claims: some(claims) }),
    () => changeOf('groups', one(groups).id, {}, { users: some(users) }),
    () => addOf('groups', smallGroup(name, some(claims)), { users: some(users), links: some(links) }),
    () => changeOf('claims', one(claims).id, { value: one(VALUES) }),
    () => changeOf('claims', one(claims).id, { shortName: one(['stk', 'log']) }),
    () => changeOf('claims', one(claims).id, {}, { groups: some(groups) }),
    () => addOf('claims', smallClaim(name, one(['stk', 'log']), one(VALUES)), { groups: some(groups) }),
    () => addOf('links', { type: 'LDAP', resource: name, group: one(groups).id }),
    () => removeOf('claims', one(claims).id),
    () => removeOf('groups', one(groups).id),
  ]
  return one(changes)()
}

const holdersOf = (document: DirectoryDocument, isMeant: (powers: Powers, letters: string) => boolean): number[] =>
  document.users
    .filter((user) => isMeant(powersOf(document, { person: user.id }), claimsOfPerson(document, user)['stk'] ?? ''))
    .map(({ id }) => id)

const superusers = (document: DirectoryDocument) =>
  holdersOf(document, (_powers, letters) => letters.split(',').includes('S'))
const readersOfAll = (document: DirectoryDocument) => holdersOf(document, ({ actions }) => actions.has('read-audit'))

test.each([1, 2, 3])('whatever C, G and U do together, nobody becomes a superuser or ceases to be one (%i)', (seed) => {
  const number = numbersFrom(seed)
  const { document: first, idOf } = lettersDirectory()
  const facts = { rules: { ...STRICT_RULES, unsafeClaims: true }, policy: NO_ADMIN_POLICY, dialect: 'strict' as const }
  let document = first
  let made = 0
  for (let step = 0; step < 2000; step++) {
    if (step % 40 === 0) document = first // they take letters from each other as well
    const all = ['C', 'G', 'U'].map((letter) => idOf(`user-${letter}`)).filter((id) => document.users.some((user) => user.id === id))
    const person = all[number(all.length)]
    if (person === undefined) continue
    try {
      document = decideChange(document, { person }, someChange(document, number, step), facts).after
      made++
    } catch (error) {
      if (!(error instanceof AdminRefused) && !(error instanceof DirectoryFault)) throw error
    }
    expect(superusers(document)).toEqual(superusers(first))
    expect(readersOfAll(first)).toEqual(expect.arrayContaining(readersOfAll(document)))
  }
  expect(made).toBeGreaterThan(100)
}) // prettier-ignore
