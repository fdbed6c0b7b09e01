import { passwordMark } from '../tokens/families.ts'
import type { AuditDifference } from '../audit/audit-entry.ts'
import { ENTRY_NAMES, type DirectoryDocument, type DirectoryEntries, type EntryKind } from '../directory/document.ts'

/** An entry that a change adds, changes or takes away. */
export type Difference = { [Kind in EntryKind]: DifferenceOf<Kind> }[EntryKind]

interface DifferenceOf<Kind extends EntryKind> {
  readonly kind: Kind
  readonly id: number
  readonly before: DirectoryEntries[Kind] | undefined
  readonly after: DirectoryEntries[Kind] | undefined
}

/** All entries that differ: those that a change was about, and those that it touches by the way. */
export function entryDifferences(before: DirectoryDocument, after: DirectoryDocument): Difference[] {
  return (Object.keys(ENTRY_NAMES) as EntryKind[]).flatMap((kind) => differencesOfKind(kind, before, after)) // its keys are the kinds
}

function differencesOfKind(kind: EntryKind, before: DirectoryDocument, after: DirectoryDocument): Difference[] {
  if (before[kind] === after[kind]) return []
  const old = new Map(before[kind].map((entry) => [entry.id, entry]))
  const now = new Map(after[kind].map((entry) => [entry.id, entry]))
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((id) => ({ kind, id, before: old.get(id), after: now.get(id) }) as Difference) // both are of the kind of their list
    .filter((one) => !isSameEntry(one.before, one.after))
}

function isSameEntry(one: object | undefined, other: object | undefined): boolean {
  return one === other || (one !== undefined && other !== undefined && JSON.stringify(one) === JSON.stringify(other))
}

/** Texts of an entry are shown so far, and lists so long. */
const LONGEST_SHOWN_TEXT = 200
const MOST_SHOWN_IDS = 50
/** Of one change: letters of JSON. */
const LONGEST_DIFFERENCES = 4000

/** Differences as they are written down: only what differs, and of a password only that it does. */
export function shownDifferences(differences: readonly Difference[]): {
  differences: AuditDifference[]
  moreDifferences?: number
} {
  const shown: AuditDifference[] = []
  let length = 0
  for (const one of differences) {
    const next = shownDifference(one)
    length += JSON.stringify(next).length
    if (length > LONGEST_DIFFERENCES && shown.length > 0) break
    shown.push(next)
  }
  const more = differences.length - shown.length
  return { differences: shown, ...(more > 0 && { moreDifferences: more }) }
}

function shownDifference({ kind, id, before, after }: Difference): AuditDifference {
  const [old, now] = [before && shownEntry(kind, before), after && shownEntry(kind, after)]
  const isChanged = (name: string) => !old || !now || JSON.stringify(old[name]) !== JSON.stringify(now[name])
  const part = (shown: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(shown).flatMap(([name, value]) => (isChanged(name) ? [[name, boundedValue(value)]] : []))) // prettier-ignore
  const told = {
    ...(old && { before: part(old) }),
    ...(now && { after: part(now) }),
  }
  return { kind: ENTRY_NAMES[kind], id, name: nameOfEntry(after ?? before), ...withPassword(told, before, after) }
}

/** Everything but what passwords are stored as. */
function shownEntry(kind: EntryKind, entry: DirectoryEntries[EntryKind]): Record<string, unknown> {
  const { id: _id, ...fields } = entry
  if (kind !== 'users') return fields
  const { passwordHash: _hash, salt: _salt, ...others } = fields as Omit<DirectoryEntries['users'], 'id'> // of this kind
  return others
}

function withPassword<Told extends { after?: Record<string, unknown> }>(
  told: Told,
  before: Difference['before'],
  after: Difference['after'],
): Told {
  if (!after || !('passwordHash' in after) || after.passwordHash === '') return told
  if (before && 'passwordHash' in before && passwordMark(before) === passwordMark(after)) return told
  return { ...told, after: { ...told.after, password: before ? 'another one' : 'set' } }
}

/** As people call it. */
export function nameOfEntry(entry: DirectoryEntries[EntryKind] | undefined): string {
  if (!entry) return ''
  return 'username' in entry ? entry.username : 'name' in entry ? entry.name : entry.resource
}

function boundedValue(value: unknown): unknown {
  if (typeof value === 'string' && value.length > LONGEST_SHOWN_TEXT) return `${value.slice(0, LONGEST_SHOWN_TEXT)}…`
  return Array.isArray(value) && value.length > MOST_SHOWN_IDS
    ? [...value.slice(0, MOST_SHOWN_IDS), `and ${value.length - MOST_SHOWN_IDS} more`]
    : value
}
