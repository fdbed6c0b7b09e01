import { shownText } from '#core/shown-text'
import type { DirectoryDocument, DirectoryEntries, EntryKind } from './document.ts'
import { ENTRY_NAMES } from './document.ts'
import { DirectoryFault } from './fault.ts'

/** What the tokens of a directory are to say, as far as its entries must fit it. */
export interface DirectoryRules {
  /** Claims that tokens have by themselves, beside the registered ones: what is told of a person, the counter of renewals. */
  reservedClaims: ReadonlySet<string>
  /** Lets a value have commas, which reads as several values. For the lesson about it. */
  unsafeClaims: boolean
}

/** RFC 7519 §4.1, and the key that Stoke names in the payload: said by the token itself, or twice in one token. */
export const REGISTERED_NAMES: ReadonlySet<string> = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'kid'])

/** Of names and addresses. */
const LONGEST_ENTRY_NAME = 200
const LONGEST_DESCRIPTION = 1000

type EntryChecks = {
  [Kind in EntryKind]: (entry: DirectoryEntries[Kind], document: DirectoryDocument, rules: DirectoryRules) => void
}

/** What an entry must be, in the document that it is to stand in. */
const ENTRY_CHECKS: EntryChecks = {
  users(user, { users, groups }) {
    for (const part of ['username', 'email', 'firstName', 'lastName'] as const)
      checkEntryText(part, user[part], LONGEST_ENTRY_NAME)
    for (const part of ['passwordHash', 'salt', 'source'] as const)
      checkEntryText(part, user[part], LONGEST_DESCRIPTION, 0)
    // Whoever logs in gives one or the other: nobody may be called as somebody else is reached.
    const names = new Set(besides(user, users).flatMap(({ username, email }) => [nameKey(username), nameKey(email)]))
    for (const part of ['username', 'email'] as const)
      if (names.has(nameKey(user[part]))) throw taken(`a user with the name or e-mail address "${user[part]}"`)
    checkReferences('groups', user.groups, groups)
  },
  groups(group, { groups, claims }) {
    checkEntryText('name', group.name, LONGEST_ENTRY_NAME)
    checkEntryText('description', group.description, LONGEST_DESCRIPTION, 0)
    checkNameIsFree('groups', group, groups)
    checkReferences('claims', group.claims, claims)
  },
  claims(claim, { claims }, { reservedClaims, unsafeClaims }) {
    for (const part of ['name', 'shortName'] as const) checkEntryText(part, claim[part], LONGEST_ENTRY_NAME)
    checkEntryText('description', claim.description, LONGEST_DESCRIPTION, 0)
    checkEntryText('value', claim.value, LONGEST_DESCRIPTION)
    if (REGISTERED_NAMES.has(claim.shortName) || reservedClaims.has(claim.shortName) || claim.shortName === '__proto__')
      throw new DirectoryFault(
        'reserved',
        `"${claim.shortName}" is what tokens say by themselves: choose another short name`,
      )
    if (claim.value.includes(',') && !unsafeClaims)
      throw new DirectoryFault(
        'comma',
        `"${partShown(claim.value)}" would read as several values: make a claim of each`,
      )
    checkNameIsFree('claims', claim, claims)
    if (besides(claim, claims).some(({ shortName, value }) => shortName === claim.shortName && value === claim.value))
      throw taken(`a claim ${partShown(claim.shortName)}=${partShown(claim.value)}`)
  },
  links(link, { links, groups }) {
    if (!/^(?:LDAP|(?:LDAP|OIDC):[\w.-]{1,100})$/.test(link.type))
      throw new DirectoryFault('unfit', 'type is not LDAP, LDAP:provider or OIDC:provider')
    checkEntryText('resource', link.resource, LONGEST_DESCRIPTION)
    if (link.type.startsWith('OIDC') && !/^[^=]+=/.test(link.resource))
      throw new DirectoryFault('unfit', 'resource is not claim=value, as a link to OIDC has it')
    checkReferences('groups', [link.group], groups)
    const isSame = (other: typeof link) =>
      other.type === link.type && other.resource === link.resource && other.group === link.group
    if (besides(link, links).some(isSame)) throw taken(`a link of "${partShown(link.resource)}" to this group`)
  },
}

/** @throws DirectoryFault for an entry that must not be in this document */
export function checkEntry<Kind extends EntryKind>(
  kind: Kind,
  entry: DirectoryEntries[Kind],
  document: DirectoryDocument,
  rules: DirectoryRules,
): void {
  ENTRY_CHECKS[kind](entry, document, rules)
}

/** Names that a person reads as the same, or nearly, are the same: `Tester` is not somebody else. */
const nameKey = (name: string) => name.normalize('NFKC').toLowerCase()

const besides = <Entry extends { id: number }>({ id }: Entry, entries: readonly Entry[]) =>
  entries.filter((other) => other.id !== id)

function checkNameIsFree<Entry extends { id: number; name: string }>(
  kind: EntryKind,
  entry: Entry,
  entries: readonly Entry[],
): void {
  const key = nameKey(entry.name)
  if (besides(entry, entries).some(({ name }) => nameKey(name) === key))
    throw taken(`a ${ENTRY_NAMES[kind]} with the name "${partShown(entry.name)}"`)
}

function checkReferences(kind: EntryKind, ids: readonly number[], entries: readonly { id: number }[]): void {
  const known = new Set(entries.map(({ id }) => id))
  for (const id of ids)
    if (!known.has(id)) throw new DirectoryFault('unknown', `there is no ${ENTRY_NAMES[kind]} with the id ${id}`)
}

/** Whatever a page or a terminal does not show as it is, nobody can tell from something else. */
function checkEntryText(part: string, text: string, longest: number, shortest = 1): void {
  const length = [...text].length
  if (length < shortest) throw new DirectoryFault('unfit', `${part} is empty`)
  if (length > longest) throw new DirectoryFault('unfit', `${part} has more than ${longest} letters`)
  if (text !== text.trim()) throw new DirectoryFault('unfit', `${part} begins or ends with a space`)
  if (shownText(text) !== text) throw new DirectoryFault('unfit', `${part} has signs that nobody sees`)
}

const partShown = (text: string) => shownText(text.slice(0, 100))

const taken = (what: string) => new DirectoryFault('taken', `there is ${what} already`)
