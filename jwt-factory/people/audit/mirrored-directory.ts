import type { Clock } from '#core/clock'
import type { Store } from '#core/store/store'
import type { Directory } from '../directory/directory.ts'
import { createAuditLog } from './audit-log.ts'
import { createJournal } from './journal.ts'

/**
 * A directory for whoever writes down what another directory says of people: nobody administers it then, and all the same what changes
 * has its entry in the audit log.
 */
export function mirroredDirectory(
  store: Store,
  directory: Directory,
  clocks: { clock: Clock; machine: Clock },
): Directory {
  const journal = createJournal({ directory, audit: createAuditLog(store, clocks), now: clocks.clock.now })
  return {
    ...directory,
    change: (change) =>
      journal.change((before) => ({ after: change(before), note: { what: 'mirror-user' }, share: 'mirrored' })),
  }
}
