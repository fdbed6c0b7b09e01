import { addEntry, changeEntry } from '../../directory/changes.ts'
import type { DirectoryDocument, DirectoryPerson } from '../../directory/document.ts'
import { DirectoryFault } from '../../directory/fault.ts'
import type { DirectoryRules } from '../../directory/rules.ts'
import { nameKey } from '../../directory/taken-names.ts'
import type { LdapPerson } from './ask-ldap.ts'

export interface MirrorFacts {
  /** As it was typed. */
  username: string
  person: LdapPerson
  /** Of the directory that knows them: rows of others are somebody else. */
  source: DirectoryPerson['source']
  /** Links of these types lead to groups of that directory. */
  linkTypes: readonly string[]
  rules: DirectoryRules
  /** Milliseconds since 1970. */
  now: number
}

/**
 * Writes down somebody of another directory (ST-25): they are added, or what has changed about them is. Of their groups those that are linked to
 * that directory are the ones that it says; all others stay. Who they are is told by what that directory knows them by, and never
 * by a name or an address alone: these may be those of somebody else by now.
 * @returns the same document where nothing has changed
 * @throws DirectoryFault taken where somebody else here has that name or address; unfit where the directory does not say enough
 */
export function mirrorPerson(
  document: DirectoryDocument,
  facts: MirrorFacts,
): { document: DirectoryDocument; id: number } {
  const { rules } = facts
  const before = knownAs(document, facts)
  const told = toldOfPerson(facts, before)
  const groups = mirroredGroups(document, facts, before?.groups ?? [])
  if (before) {
    const changes = { ...told, groups }
    const isSame = Object.entries(changes).every(([part, value]) => JSON.stringify(before[part as keyof typeof changes]) === JSON.stringify(value)) // prettier-ignore
    return { document: isSame ? document : changeEntry(document, 'users', before.id, changes, rules), id: before.id }
  }
  const { username, email, firstName, lastName, externalId } = told
  if (email === undefined || firstName === undefined || lastName === undefined)
    throw new DirectoryFault('unfit', NOT_ENOUGH)
  const { source, now } = facts
  const row = {
    username,
    email,
    firstName,
    lastName,
    ...(externalId !== undefined && { externalId }),
    source,
    passwordHash: '',
    salt: '',
    createdAt: now,
    groups,
  }
  return addEntry(document, 'users', row, rules)
}

const NOT_ENOUGH = 'the directory does not say the first name, last name and e-mail address of somebody'

/** A row that no login has made has nothing but its name to be known by. */
function knownAs({ users }: DirectoryDocument, { source, person, username }: MirrorFacts): DirectoryPerson | undefined {
  const theirs = users.filter((user) => user.source === source)
  const known = theirs.find(({ externalId }) => externalId !== undefined && person.ids.includes(externalId))
  const names = new Set(namesOfPerson(person, username).map(nameKey))
  return known ?? theirs.find((user) => user.externalId === undefined && names.has(nameKey(user.username)))
}

const namesOfPerson = ({ usernames }: LdapPerson, typed: string) => (usernames.length > 0 ? usernames : [typed])

/** What the directory says of somebody; of several names or addresses, the one that they have here already. */
function toldOfPerson({ person, username: typed }: MirrorFacts, before: DirectoryPerson | undefined) {
  const { ids, usernames, emails, firstName, lastName } = person
  const names = usernames.length === 0 && before ? [before.username] : namesOfPerson(person, typed)
  const username = sameName(names, before?.username) ?? sameName(names, typed) ?? names[0] ?? typed
  const email = sameName(emails, before?.email) ?? emails[0]
  return {
    username,
    ...(ids[0] !== undefined && { externalId: ids[0] }),
    ...(email !== undefined && { email }),
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
  }
}

const sameName = (values: readonly string[], wanted: string | undefined) =>
  wanted === undefined ? undefined : values.find((value) => nameKey(value) === nameKey(wanted))

function mirroredGroups(
  { links }: DirectoryDocument,
  { person, linkTypes }: MirrorFacts,
  before: readonly number[],
): readonly number[] {
  const linked = links.filter(({ type }) => linkTypes.includes(type))
  const all = new Set(linked.map(({ group }) => group))
  const named = new Set(person.groups)
  const theirs = new Set(linked.filter(({ resource }) => named.has(resource)).map(({ group }) => group))
  return [...new Set([...before.filter((id) => !all.has(id) || theirs.has(id)), ...theirs])]
}
