import type { DoorKnocker } from './ask-doors.ts'

/** So often in a row nobody may answer. */
const MOST_FAILURES = 4

/**
 * Asks nobody in vain for long: who gave no answer so often in a row is not asked any more.
 * @param gaveUp is told of those, with what the last failure was
 */
export function createBoundedKnocker(knocker: DoorKnocker, gaveUp: Map<string, string>): DoorKnocker {
  const failures = new Map<string, number>()
  return {
    async show(door, token) {
      const { service } = door
      const known = gaveUp.get(service)
      if (known !== undefined) return { failure: known }
      const heard = await knocker.show(door, token)
      const inARow = 'failure' in heard ? (failures.get(service) ?? 0) + 1 : 0
      failures.set(service, inARow)
      if ('failure' in heard && inARow >= MOST_FAILURES) gaveUp.set(service, heard.failure)
      return heard
    },
    close: () => knocker.close(),
  }
}
