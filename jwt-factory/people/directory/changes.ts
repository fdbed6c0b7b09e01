import {
  ENTRY_NAMES,
  type DirectoryDocument,
  type DirectoryEntries,
  type DirectoryLists,
  type EntryKind,
} from './document.ts'
import { DirectoryFault } from './fault.ts'
import { checkEntry, type DirectoryRules } from './rules.ts'
import { checkReferences } from './taken-names.ts'

/** An entry before it has an id, and what is to be different about one. */
export type NewEntry<Kind extends EntryKind> = Omit<DirectoryEntries[Kind], 'id'>

/**
 * Adds an entry.
 * @returns the document with it, and its id
 * @throws DirectoryFault when it must not stand there
 */
export function addEntry<Kind extends EntryKind>(
  document: DirectoryDocument,
  kind: Kind,
  fields: NewEntry<Kind>,
  rules: DirectoryRules,
): { document: DirectoryDocument; id: number } {
  const added = addUnchecked(document, kind, fields)
  checkEntry(kind, entryWithId(added.document, kind, added.id), added.document, rules)
  return added
}

/** As {@link addEntry}, for whoever adds many, and checks them when all are there. */
export function addUnchecked<Kind extends EntryKind>(
  document: DirectoryDocument,
  kind: Kind,
  fields: NewEntry<Kind>,
): { document: DirectoryDocument; id: number } {
  const id = document.nextId
  const entry = { ...fields, id } as DirectoryEntries[Kind] // TypeScript does not put together again what Omit took apart
  return { document: { ...withEntries(document, kind, [...entriesOf(document, kind), entry]), nextId: id + 1 }, id }
}

/** Changes some fields of an entry. A list of ids takes the place of the whole list. @throws DirectoryFault */
export function changeEntry<Kind extends EntryKind>(
  document: DirectoryDocument,
  kind: Kind,
  id: number,
  fields: Partial<NewEntry<Kind>>,
  rules: DirectoryRules,
): DirectoryDocument {
  const entry = { ...entryWithId(document, kind, id), ...fields }
  const all = entriesOf(document, kind).map((other) => (other.id === id ? entry : other))
  const changed = withEntries(document, kind, all)
  checkEntry(kind, entry, changed, rules)
  return changed
}

/** Takes an entry away, and whatever leads to it. @throws DirectoryFault when nobody has this id */
export function removeEntry(document: DirectoryDocument, kind: EntryKind, id: number): DirectoryDocument {
  entryWithId(document, kind, id)
  const left = withEntries(
    document,
    kind,
    entriesOf(document, kind).filter((entry) => entry.id !== id),
  )
  if (kind === 'claims') return withHolders(left, 'groups', id, [])
  if (kind !== 'groups') return left
  const { users, links } = withHolders(left, 'users', id, [])
  return { ...left, users, links: links.filter(({ group }) => group !== id) }
}

/**
 * Says who holds a group or a claim: these and nobody else.
 * @param kind of the holders; with `users`, `id` is that of a group, with `groups`, that of a claim
 * @throws DirectoryFault when nobody has one of these ids
 */
export function setHolders(
  document: DirectoryDocument,
  kind: 'users' | 'groups',
  id: number,
  holders: readonly number[],
): DirectoryDocument {
  entryWithId(document, kind === 'users' ? 'groups' : 'claims', id)
  checkReferences(kind, holders, document)
  return withHolders(document, kind, id, holders)
}

/**
 * Says which links lead into a group: these and no others. A link that is left out is removed, for it leads nowhere.
 * @throws DirectoryFault when nobody has one of these ids, or two of them would be the same
 */
export function setLinks(
  document: DirectoryDocument,
  group: number,
  ids: readonly number[],
  rules: DirectoryRules,
): DirectoryDocument {
  checkReferences('links', ids, document)
  const wanted = new Set(ids)
  const links = document.links.filter((link) => link.group !== group || wanted.has(link.id))
  const changed = withEntries(document, 'links', links.map((link) => (wanted.has(link.id) ? { ...link, group } : link))) // prettier-ignore
  for (const link of changed.links) if (wanted.has(link.id)) checkEntry('links', link, changed, rules)
  return changed
}

function withHolders(
  document: DirectoryDocument,
  kind: 'users' | 'groups',
  id: number,
  holders: readonly number[],
): DirectoryDocument {
  const wanted = new Set(holders)
  const hold = (ids: readonly number[], isHolder: boolean) => [
    ...ids.filter((held) => held !== id),
    ...(isHolder ? [id] : []),
  ]
  return kind === 'users'
    ? {
        ...document,
        users: document.users.map((user) => ({ ...user, groups: hold(user.groups, wanted.has(user.id)) })),
      }
    : {
        ...document,
        groups: document.groups.map((group) => ({ ...group, claims: hold(group.claims, wanted.has(group.id)) })),
      }
}

/** @throws DirectoryFault when nobody has this id */
export function entryWithId<Kind extends EntryKind>(
  document: DirectoryDocument,
  kind: Kind,
  id: number,
): DirectoryEntries[Kind] {
  const found = entriesOf(document, kind).find((entry) => entry.id === id)
  if (!found) throw new DirectoryFault('unknown', `there is no ${ENTRY_NAMES[kind]} with the id ${id}`)
  return found
}

const entriesOf = <Kind extends EntryKind>(document: DirectoryLists, kind: Kind): readonly DirectoryEntries[Kind][] =>
  document[kind]

const withEntries = <Kind extends EntryKind>(
  document: DirectoryDocument,
  kind: Kind,
  entries: readonly DirectoryEntries[Kind][],
): DirectoryDocument => ({ ...document, [kind]: entries })
