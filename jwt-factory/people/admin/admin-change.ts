import {
  addEntry,
  changeEntry,
  entryWithId,
  removeEntry,
  setHolders,
  setLinks,
  type NewEntry,
} from '../directory/changes.ts'
import { ENTRY_NAMES, type DirectoryDocument, type DirectoryPerson, type EntryKind } from '../directory/document.ts'
import { DirectoryFault } from '../directory/fault.ts'
import type { DirectoryRules } from '../directory/rules.ts'
import type { StoredPassword } from '../passwords/passwords.ts'
import { passwordMark } from '../tokens/families.ts'
import { AdminRefused } from './admin-refused.ts'
import type { AdminAction } from './stoke-letters.ts'

/** What an administrator asks for. It is made of data, so that it can be tried before it is made. */
export interface AdminChange {
  /** In stable words, for the audit log. */
  readonly what: string
  readonly kind: EntryKind
  /** Absent for an entry that is to be added. */
  readonly id?: number
  readonly needs: AdminAction
  /** People may do it to themselves, whatever their letters. */
  readonly isForOneself?: boolean
  /** They know the password of whom they change: they could be them anyway. */
  readonly knowsPassword?: boolean
  /** Nobody does it to themselves, whatever their letters. */
  readonly isForOthers?: boolean
  /** @throws DirectoryFault, AdminRefused */
  apply(document: DirectoryDocument, rules: DirectoryRules): { document: DirectoryDocument; id: number }
}

/** Who is led to an entry, besides what stands in it: each list takes the place of the whole list that is there. */
export interface Edges {
  /** Of a group: the ids of its users. */
  readonly users?: readonly number[]
  /** Of a group: the ids of its links. Those that are left out are removed: a link leads somewhere, or is none. */
  readonly links?: readonly number[]
  /** Of a claim: the ids of the groups that have it. */
  readonly groups?: readonly number[]
}

const CHANGES_OF: Record<EntryKind, AdminAction> = {
  users: 'change-users',
  groups: 'change-groups',
  links: 'change-groups',
  claims: 'change-claims',
}

export const addOf = <Kind extends EntryKind>(kind: Kind, fields: NewEntry<Kind>, edges: Edges = {}): AdminChange => ({
  what: `add-${ENTRY_NAMES[kind]}`,
  kind,
  needs: CHANGES_OF[kind],
  apply(document, rules) {
    const { document: added, id } = addEntry(document, kind, fields, rules)
    return { document: withEdges(added, kind, id, edges, rules), id }
  },
})

/** What people may change about themselves: how they are called. All else says to services who they are. */
const OF_ONESELF: ReadonlySet<string> = new Set<keyof DirectoryPerson>(['firstName', 'lastName'])

export const changeOf = <Kind extends EntryKind>(
  kind: Kind,
  id: number,
  fields: Partial<NewEntry<Kind>>,
  edges: Edges = {},
): AdminChange => ({
  what: `change-${ENTRY_NAMES[kind]}`,
  kind,
  id,
  needs: CHANGES_OF[kind],
  isForOneself: kind === 'users' && Object.keys(fields).every((field) => OF_ONESELF.has(field)),
  apply: (document, rules) => ({
    document: withEdges(changeEntry(document, kind, id, fields, rules), kind, id, edges, rules),
    id,
  }),
})

export const removeOf = (kind: EntryKind, id: number): AdminChange => ({
  what: `remove-${ENTRY_NAMES[kind]}`,
  kind,
  id,
  needs: CHANGES_OF[kind],
  apply: (document) => ({ document: removeEntry(document, kind, id), id }),
})

/**
 * Gives somebody another password. All that came of their logins ends with the old one.
 * @param knownAs the mark of the password that was proven to be known; absent: it is replaced by force
 */
export const setPassword = (id: number, stored: StoredPassword, knownAs?: string): AdminChange => ({
  what: 'set-password',
  kind: 'users',
  id,
  needs: 'change-users',
  isForOneself: knownAs !== undefined,
  knowsPassword: knownAs !== undefined,
  isForOthers: knownAs === undefined,
  apply(document, rules) {
    const person = entryWithId(document, 'users', id)
    if (person.source !== 'LOCAL') throw new DirectoryFault('unfit', 'their password is in another directory')
    if (knownAs !== undefined && passwordMark(person) !== knownAs) throw new AdminRefused('wrong-password') // another one by now
    const { passwordHash, salt } = stored
    return { document: changeEntry(document, 'users', id, { passwordHash, salt }, rules), id }
  },
})

function withEdges(
  document: DirectoryDocument,
  kind: EntryKind,
  id: number,
  { users, links, groups }: Edges,
  rules: DirectoryRules,
): DirectoryDocument {
  let changed = document
  if (users && kind === 'groups') changed = setHolders(changed, 'users', id, users)
  if (groups && kind === 'claims') changed = setHolders(changed, 'groups', id, groups)
  return links && kind === 'groups' ? setLinks(changed, id, links, rules) : changed
}
