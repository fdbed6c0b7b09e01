import type { Clock } from '#core/clock'
import type { Store } from '#core/store/store'
import { AUDIT_SHARES, type AuditEntry, type AuditNote, type AuditShare } from './audit-entry.ts'
import { createNotePace } from './note-pace.ts'

/** Who did what, when, and what was refused to them. Several factories on one store share it. */
export interface AuditLog {
  /**
   * Writes down what happened, before it is answered. Of refusals that come too fast some are counted only.
   * @throws StoreUnavailable: what cannot be written down is not answered
   */
  note(share: Exclude<AuditShare, 'changes'>, note: AuditNote): Promise<void>
  /** Keeps an entry of a change, which has its number already. To keep it twice does no harm, however late. */
  file(entry: AuditEntry): Promise<void>
  /** The newest first. */
  list(share: AuditShare): Promise<AuditEntry[]>
}

const spaceOf = (share: AuditShare) => `people-audit-${share}`
const COUNTS = 'people-audit-counts'

/** These cost whoever asks nothing: a flood of them is not to write without end. */
const PACED: ReadonlySet<AuditShare> = new Set(['refusals', 'failures', 'strangers'])

/** Whoever is never the fastest of so many has come up against something else than others. */
const MOST_COUNT_TRIES = 100

/** @param clocks what entries are dated by, and this machine's, by which their pace goes */
export function createAuditLog(store: Store, { clock, machine }: { clock: Clock; machine: Clock }): AuditLog {
  const pace = createNotePace(machine)

  /** Of several factories each gets another number. */
  async function nextNumber(share: AuditShare): Promise<number> {
    for (let tries = 0; tries < MOST_COUNT_TRIES; tries++) {
      const count = await store.get(COUNTS, share)
      const next = String(Number(count ?? 0) + 1)
      const isDone =
        count === undefined ? await store.add(COUNTS, share, next) : await store.update(COUNTS, share, count, next)
      if (isDone) return Number(next)
    }
    throw new Error('an audit log is written by too many at once')
  }

  return {
    async note(share, note) {
      const leftOut = PACED.has(share) ? pace.leftOutBefore(share) : 0
      if (leftOut === undefined) return
      const number = await nextNumber(share)
      const entry: AuditEntry = { number, at: clock.now(), ...note, ...(leftOut > 0 && { leftOut }) }
      await store.set(spaceOf(share), slotOf(share, number), JSON.stringify(entry))
    },
    async file(entry) {
      const [space, slot] = [spaceOf('changes'), slotOf('changes', entry.number)]
      for (;;) {
        const there = await store.get(space, slot)
        if (there !== undefined && parseAuditEntry(there).number >= entry.number) return // a slower one must not put an old entry back
        const text = JSON.stringify(entry)
        if (there === undefined ? await store.add(space, slot, text) : await store.update(space, slot, there, text))
          return
      }
    },
    async list(share) {
      const entries = (await store.list(spaceOf(share))).map(([, text]) => parseAuditEntry(text))
      return entries.sort((one, other) => other.number - one.number)
    },
  }
}

/** Entries take turns at the slots of a share: the newest takes the place of the oldest. */
const slotOf = (share: AuditShare, number: number): string => String(number % AUDIT_SHARES[share])

/** Only this file writes the spaces. */
const parseAuditEntry = (text: string): AuditEntry => JSON.parse(text)
