import { entryDifferences, shownDifferences } from '../admin/differences.ts'
import type { Directory } from '../directory/directory.ts'
import type { DirectoryDocument } from '../directory/document.ts'
import type { AuditEntry, AuditNote } from './audit-entry.ts'
import type { AuditLog } from './audit-log.ts'

/** A change with what is to be written down of it, besides what differs. */
export interface NotedChange {
  readonly after: DirectoryDocument
  readonly note: AuditNote
}

/** Changes of a directory, none of which is without its entry in the audit log, whenever a process is killed. */
export interface Journal {
  /**
   * As `Directory.change`, and the entry is written with the document. What earlier changes left there is put into the log first.
   * @param change what it throws changes nothing
   * @throws StoreUnavailable, DirectoryFault
   */
  change(change: (before: DirectoryDocument) => NotedChange): Promise<DirectoryDocument>
  /** All changes that are still known, the newest first. */
  list(): Promise<AuditEntry[]>
}

interface JournalParts {
  directory: Directory
  audit: Pick<AuditLog, 'file' | 'list'>
  /** Milliseconds since 1970. */
  now(): number
}

export function createJournal({ directory, audit, now }: JournalParts): Journal {
  const unfiledIn = async (): Promise<readonly AuditEntry[]> => (await directory.read()).journal?.unfiled ?? []

  return {
    async change(change) {
      const unfiled = await unfiledIn()
      for (const entry of unfiled) await audit.file(entry)
      const filed = new Set(unfiled.map(({ number }) => number))
      return directory.change((before) => withEntry(before, change(before), { now: now(), filed }))
    },
    async list() {
      const unfiled = await unfiledIn() // first: what is in the log by then may leave the directory
      const filed = await audit.list('changes')
      const known = new Set(filed.map(({ number }) => number))
      const all = [...unfiled.filter(({ number }) => !known.has(number)), ...filed]
      return all.sort((one, other) => other.number - one.number)
    },
  }
}

const NONE_FILED: ReadonlySet<number> = new Set()

/**
 * A document after a change, with its entry.
 * @param filed entries that are in the log
 * @returns the same document as before where nothing differs; that a file was loaded is no change by itself
 */
export function withEntry(
  before: DirectoryDocument,
  { after, note }: NotedChange,
  { now, filed = NONE_FILED }: { now: number; filed?: ReadonlySet<number> },
): DirectoryDocument {
  const differences = entryDifferences(before, after)
  if (differences.length === 0) return after.loaded === before.loaded ? before : after
  const { written = 0, unfiled = [] } = before.journal ?? {}
  const shown = shownDifferences(differences)
  const [only, ...others] = shown.differences
  const on = only && others.length === 0 && { on: { kind: only.kind, id: only.id, name: only.name } }
  const entry: AuditEntry = { number: written + 1, at: now, ...on, ...note, ...shown }
  const left = unfiled.filter(({ number }) => !filed.has(number))
  return { ...after, journal: { written: entry.number, unfiled: [...left, entry] } }
}
