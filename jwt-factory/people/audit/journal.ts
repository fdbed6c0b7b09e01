import { entryDifferences, shownDifferences } from '../admin/differences.ts'
import type { Directory } from '../directory/directory.ts'
import type { DirectoryDocument, DirectoryJournal, UnfiledEntry } from '../directory/document.ts'
import type { AuditEntry, AuditNote, ChangeShare } from './audit-entry.ts'
import type { AuditLog } from './audit-log.ts'

/** A change with what is to be written down of it, besides what differs. */
export interface NotedChange {
  readonly after: DirectoryDocument
  readonly note: AuditNote
  /** Where its entry is kept, so that it pushes nothing out of the others. Absent: `changes`. */
  readonly share?: ChangeShare | undefined
}

/** Changes of a directory, none of which is without its entry in the audit log, whenever a process is killed. */
export interface Journal {
  /**
   * As `Directory.change`, and the entry is written with the document. What earlier changes left there is put into the log first.
   * @param change what it throws changes nothing
   * @throws StoreUnavailable, DirectoryFault
   */
  change(change: (before: DirectoryDocument) => NotedChange): Promise<DirectoryDocument>
  /** All changes of a share that are still known, the newest first. */
  list(share: ChangeShare): Promise<AuditEntry[]>
}

interface ListingParts {
  directory: Pick<Directory, 'read'>
  audit: Pick<AuditLog, 'list'>
}

interface JournalParts {
  directory: Directory
  audit: Pick<AuditLog, 'file' | 'list'>
  /** Milliseconds since 1970. */
  now(): number
}

const unfiledIn = async ({ read }: Pick<Directory, 'read'>): Promise<readonly UnfiledEntry[]> =>
  (await read()).journal?.unfiled ?? []

/** All changes of a share that are still known, the newest first. The last ones may be in the directory alone. */
export async function listChanges(
  { directory, audit }: ListingParts,
  share: ChangeShare = 'changes',
): Promise<AuditEntry[]> {
  const unfiled = await unfiledIn(directory) // first: what is in the log by then may leave the directory
  const filed = await audit.list(share)
  const known = new Set(filed.map(({ number }) => number))
  const left = unfiled.flatMap(({ share: its = 'changes', ...entry }) => (its === share ? [entry] : []))
  const all = [...left.filter(({ number }) => !known.has(number)), ...filed]
  return all.sort((one, other) => other.number - one.number)
}

export function createJournal({ directory, audit, now }: JournalParts): Journal {
  return {
    async change(change) {
      const unfiled = await unfiledIn(directory)
      for (const { share = 'changes', ...entry } of unfiled) await audit.file(share, entry)
      const filed = new Set(unfiled.map(numberInShare))
      return directory.change((before) => withEntry(before, change(before), { now: now(), filed }))
    },
    list: (share) => listChanges({ directory, audit }, share),
  }
}

/** Each share counts by itself. */
const numberInShare = ({ share = 'changes', number }: UnfiledEntry): string => `${share} ${number}`

const NONE_FILED: ReadonlySet<string> = new Set()

/**
 * A document after a change, with its entry.
 * @param filed places of entries that are in the log
 * @returns the same document as before where nothing differs; that a file was loaded is no change by itself
 */
export function withEntry(
  before: DirectoryDocument,
  { after, note, share = 'changes' }: NotedChange,
  { now, filed = NONE_FILED }: { now: number; filed?: ReadonlySet<string> },
): DirectoryDocument {
  const differences = entryDifferences(before, after)
  if (differences.length === 0) return after.loaded === before.loaded ? before : after
  const counted = countedIn(before.journal, share)
  const shown = shownDifferences(differences)
  const [only, ...others] = shown.differences
  const on = only && others.length === 0 && { on: { kind: only.kind, id: only.id, name: only.name } }
  const entry = { number: counted.number, at: now, ...on, ...note, ...shown, ...(share !== 'changes' && { share }) }
  const left = (before.journal?.unfiled ?? []).filter((each) => !filed.has(numberInShare(each)))
  return { ...after, journal: { ...counted.counts, unfiled: [...left, entry] } }
}

/** @returns the number of the next entry of a share, and what is counted with it */
function countedIn(
  { written, writtenBeside }: Partial<DirectoryJournal> = {},
  share: ChangeShare,
): { number: number; counts: Omit<DirectoryJournal, 'unfiled'> } {
  const number = ((share === 'changes' ? written : writtenBeside?.[share]) ?? 0) + 1
  if (share === 'changes') return { number, counts: { written: number, ...(writtenBeside && { writtenBeside }) } }
  return { number, counts: { written: written ?? 0, writtenBeside: { ...writtenBeside, [share]: number } } }
}
