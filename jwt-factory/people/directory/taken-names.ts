import { partShown } from './entry-text.ts'
import { ENTRY_NAMES, type DirectoryEntries, type DirectoryLists, type EntryKind } from './document.ts'
import { DirectoryFault } from './fault.ts'

/** What only one entry of its kind may have: a key to compare it by, and how it is called. */
interface OnlyOnce {
  key: string
  what: string
}

type OnlyOnceOf = { [Kind in EntryKind]: (entry: DirectoryEntries[Kind]) => OnlyOnce[] }

const ONLY_ONCE: OnlyOnceOf = {
  // Whoever logs in gives one or the other: nobody may be called as somebody else is reached.
  users: ({ username, email }) =>
    [username, email].map((name) => ({
      key: nameKey(name),
      what: `a user with the name or e-mail address "${partShown(name)}"`,
    })),
  groups: (group) => [onlyByName('groups', group)],
  claims: (claim) => [
    onlyByName('claims', claim),
    {
      key: JSON.stringify([claim.shortName, claim.value]),
      what: `a claim ${partShown(claim.shortName)}=${partShown(claim.value)}`,
    },
  ],
  links: ({ type, resource, group }) => [
    { key: JSON.stringify([type, resource, group]), what: `a link of "${partShown(resource)}" to this group` },
  ],
}

/** Names that a person reads as the same, or nearly, are the same: `Tester` is not somebody else. */
export const nameKey = (name: string) => name.normalize('NFKC').toLowerCase()

const onlyByName = (kind: EntryKind, { name }: { name: string }): OnlyOnce => ({
  key: nameKey(name),
  what: `a ${ENTRY_NAMES[kind]} with the name "${partShown(name)}"`,
})

interface EntryIndex {
  ids: ReadonlySet<number>
  holders: ReadonlyMap<string, number[]>
}

/** Lists are not changed, but replaced: each is looked through once, however many of its entries are checked. */
const INDEXES = new WeakMap<object, EntryIndex>()

function indexOf<Kind extends EntryKind>(kind: Kind, document: DirectoryLists): EntryIndex {
  const entries: DirectoryLists[Kind] = document[kind]
  const known = INDEXES.get(entries)
  if (known) return known
  const holders = new Map<string, number[]>()
  for (const entry of entries)
    for (const { key } of ONLY_ONCE[kind](entry)) {
      const ids = holders.get(key)
      if (ids) ids.push(entry.id)
      else holders.set(key, [entry.id])
    }
  const index = { ids: new Set(entries.map(({ id }) => id)), holders }
  INDEXES.set(entries, index)
  return index
}

/** @throws DirectoryFault when another entry has what only one may have */
export function checkIsFree<Kind extends EntryKind>(
  kind: Kind,
  entry: DirectoryEntries[Kind],
  document: DirectoryLists,
): void {
  const { holders } = indexOf(kind, document)
  for (const { key, what } of ONLY_ONCE[kind](entry))
    if (holders.get(key)?.some((id) => id !== entry.id)) throw new DirectoryFault('taken', `there is ${what} already`)
}

/** @throws DirectoryFault when nobody has one of these ids */
export function checkReferences(kind: EntryKind, ids: readonly number[], document: DirectoryLists): void {
  const index = indexOf(kind, document)
  for (const id of ids)
    if (!index.ids.has(id)) throw new DirectoryFault('unknown', `there is no ${ENTRY_NAMES[kind]} with the id ${id}`)
}
