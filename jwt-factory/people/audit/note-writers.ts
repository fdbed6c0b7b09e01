import type { Store } from '#core/store/store'
import { AUDIT_SHARES, type AuditEntry, type AuditShare } from './audit-entry.ts'

export const auditSpace = (share: AuditShare) => `people-audit-${share}`
/** Entries take turns at the slots of a share: the newest takes the place of the oldest. */
export const auditSlot = (share: AuditShare, number: number): string => String(number % AUDIT_SHARES[share])

const COUNTS = 'people-audit-counts'

/** Written at once. */
const MOST_TOGETHER = 100

/** Other factories get in between, but not so often. */
const MOST_COUNT_TRIES = 100

interface WaitingNote {
  readonly entry: Omit<AuditEntry, 'number'>
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

/**
 * Numbers entries, and writes them. What comes while others are being written is written together after them: however many come at
 * once, this process asks for one number at a time, and for as many as there are.
 * @returns resolves when the entry is in the store
 */
export function createWriters(store: Store) {
  const writers = new Map<AuditShare, { waiting: WaitingNote[]; isBusy: boolean }>()

  /** @returns the first of so many; of several factories each gets others */
  async function takeNumbers(share: AuditShare, howMany: number): Promise<number> {
    for (let tries = 0; tries < MOST_COUNT_TRIES; tries++) {
      const text = await store.get(COUNTS, share)
      const [before, next] = [Number(text ?? 0), String(Number(text ?? 0) + howMany)]
      const isDone = text === undefined ? store.add(COUNTS, share, next) : store.update(COUNTS, share, text, next)
      if (await isDone) return before + 1
    }
    throw new Error('an audit log is written by too many at once')
  }

  async function writeTogether(share: AuditShare, notes: readonly WaitingNote[]): Promise<void> {
    try {
      const first = await takeNumbers(share, notes.length)
      await Promise.all(
        notes.map(({ entry }, at) =>
          store.set(auditSpace(share), auditSlot(share, first + at), JSON.stringify({ number: first + at, ...entry })),
        ),
      )
      for (const { resolve } of notes) resolve()
    } catch (error) {
      for (const { reject } of notes) reject(error)
    }
  }

  async function writeAll(share: AuditShare, writer: { waiting: WaitingNote[]; isBusy: boolean }): Promise<void> {
    writer.isBusy = true
    while (writer.waiting.length > 0) await writeTogether(share, writer.waiting.splice(0, MOST_TOGETHER))
    writer.isBusy = false
  }

  return (share: AuditShare, entry: Omit<AuditEntry, 'number'>): Promise<void> =>
    new Promise((resolve, reject) => {
      const writer = writers.get(share) ?? { waiting: [], isBusy: false }
      writers.set(share, writer)
      writer.waiting.push({ entry, resolve, reject })
      if (!writer.isBusy) void writeAll(share, writer)
    })
}
