import { STOKE_CLAIM, STOKE_LETTERS, SUPERUSER_LETTER } from '../admin/stoke-letters.ts'
import { addEntry, changeEntry, type NewEntry } from './changes.ts'
import { claimsOfPerson } from './claims-of-person.ts'
import type { DirectoryDocument } from './document.ts'
import { DirectoryFault } from './fault.ts'
import type { DirectoryRules } from './rules.ts'
import { nameKey } from './taken-names.ts'

/** Whom a directory begins with: Stoke's own names (ST-21). */
export const SUPERUSER_NAME = 'sadmin'
const SUPERUSERS = 'Stoke Superusers'

/** Whether nobody may do everything: then a password is to be made, and told once. */
export const lacksSuperuser = (document: DirectoryDocument): boolean =>
  !document.users.some((user) => claimsOfPerson(document, user)[STOKE_CLAIM]?.split(',').includes(SUPERUSER_LETTER))

/**
 * Adds somebody who may do everything, where there is nobody: for `Directory.change`. What is there of the claim and the group is
 * used; nobody who is there becomes a superuser by it.
 * @param password as it is stored
 * @param now milliseconds since 1970
 * @throws DirectoryFault when somebody else is called `sadmin`, or is in the group that superusers are to be in
 */
export function addSuperuser(
  document: DirectoryDocument,
  password: { passwordHash: string; salt: string },
  { rules, now }: { rules: DirectoryRules; now: number },
): DirectoryDocument {
  if (!lacksSuperuser(document)) return document
  const withClaim = addMissingClaims(document, [SUPERUSER_LETTER], rules)
  const claim = withClaim.claims.find(isLetter(SUPERUSER_LETTER))
  const held = withClaim.groups.find(({ name }) => name === SUPERUSERS)
  const claims = [...(held?.claims ?? []), ...(claim ? [claim.id] : [])]
  if (held && document.users.some(({ groups }) => groups.includes(held.id)))
    throw new DirectoryFault('taken', HELD_BY_OTHERS)
  const { document: grouped, id: group } = held
    ? { document: changeEntry(withClaim, 'groups', held.id, { claims: [...new Set(claims)] }, rules), id: held.id }
    : addEntry(withClaim, 'groups', { name: SUPERUSERS, description: 'May do everything', claims }, rules)
  const user: NewEntry<'users'> = {
    ...password,
    username: SUPERUSER_NAME,
    email: `${SUPERUSER_NAME}@localhost`,
    firstName: 'Stoke',
    lastName: 'Admin',
    source: 'LOCAL',
    createdAt: now,
    groups: [group],
  }
  return addEntry(grouped, 'users', user, rules).document
}

/** Adds the claims that let people administer the directory, but for the one that lets them do everything. */
export const addStokeClaims = (document: DirectoryDocument, rules: DirectoryRules): DirectoryDocument =>
  addMissingClaims(
    document,
    Object.keys(STOKE_LETTERS).filter((letter) => letter !== SUPERUSER_LETTER),
    rules,
  )

function addMissingClaims(
  document: DirectoryDocument,
  letters: readonly string[],
  rules: DirectoryRules,
): DirectoryDocument {
  const descriptions: Readonly<Record<string, string>> = STOKE_LETTERS
  return letters.reduce((before, letter) => {
    if (before.claims.some(isLetter(letter))) return before
    // Not named by its letter: large and small ones read as the same name.
    const description = descriptions[letter] ?? ''
    const name = freeName(before, `Stoke: ${description.toLowerCase()}`)
    return addEntry(before, 'claims', { name, shortName: STOKE_CLAIM, value: letter, description }, rules).document
  }, document)
}

/** Whoever changes claims gives one of theirs any name: that must keep nothing from starting. */
function freeName({ claims }: DirectoryDocument, name: string): string {
  const taken = new Set(claims.map((claim) => nameKey(claim.name)))
  const numbered = [name, ...Array.from({ length: claims.length }, (_, at) => `${name} (${at + 2})`)]
  return numbered.find((each) => !taken.has(nameKey(each))) ?? name // more of them than there are claims
}

const isLetter = (letter: string) => (claim: { shortName: string; value: string }) =>
  claim.shortName === STOKE_CLAIM && claim.value === letter

const HELD_BY_OTHERS = `the group "${SUPERUSERS}" has members who are no superusers, and would make them some: give it another name, or somebody the claim ${STOKE_CLAIM}=${SUPERUSER_LETTER}`
