import type { Clock } from '#core/clock'
import type { Store } from '#core/store/store'
import type { AuditEntry, AuditNote, AuditShare, ChangeShare } from './audit-entry.ts'
import { auditSlot, auditSpace, createWriters } from './note-writers.ts'
import { createNotePace } from './note-pace.ts'

/** Who did what, when, and what was refused to them. Several factories on one store share it. */
export interface AuditLog {
  /**
   * Writes down what happened, before it is answered. Of refusals that come too fast some are counted only.
   * @throws StoreUnavailable: what cannot be written down is not answered
   */
  note(share: Exclude<AuditShare, ChangeShare>, note: AuditNote): Promise<void>
  /** Keeps an entry of a change, which has its number already. To keep it twice does no harm, however late. */
  file(share: ChangeShare, entry: AuditEntry): Promise<void>
  /** The newest first. */
  list(share: AuditShare): Promise<AuditEntry[]>
}

/** These cost whoever asks nothing: a flood of them is not to write without end. */
const PACED: ReadonlySet<AuditShare> = new Set(['refusals', 'failures', 'strangers'])

/** @param clocks what entries are dated by, and this machine's, by which their pace goes */
export function createAuditLog(store: Store, { clock, machine }: { clock: Clock; machine: Clock }): AuditLog {
  const pace = createNotePace(machine)
  const write = createWriters(store)

  return {
    async note(share, note) {
      const leftOut = PACED.has(share) ? pace.leftOutBefore(share) : 0
      if (leftOut === undefined) return
      await write(share, { at: clock.now(), ...note, ...(leftOut > 0 && { leftOut }) })
    },
    async file(share, entry) {
      const [space, slot] = [auditSpace(share), auditSlot(share, entry.number)]
      for (;;) {
        const there = await store.get(space, slot)
        if (there !== undefined && parseAuditEntry(there).number >= entry.number) return // a slower one must not put an old entry back
        const text = JSON.stringify(entry)
        if (there === undefined ? await store.add(space, slot, text) : await store.update(space, slot, there, text))
          return
      }
    },
    async list(share) {
      const entries = (await store.list(auditSpace(share))).map(([, text]) => parseAuditEntry(text))
      return entries.sort((one, other) => other.number - one.number)
    },
  }
}

/** Only this file writes the spaces. */
const parseAuditEntry = (text: string): AuditEntry => JSON.parse(text)
