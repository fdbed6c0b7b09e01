/** What is to be taken back at the end of a run, or when it cannot begin: the last first, and all of it, whatever fails. */
export interface Undoing {
  add(undo: () => unknown): void
  all(): Promise<void>
}

export function createUndoing(): Undoing {
  const undos: (() => unknown)[] = []
  return {
    add: (undo) => void undos.push(undo),
    async all() {
      for (const undo of undos.splice(0).toReversed()) await quietly(undo)
    },
  }
}

/** What cannot be taken back is gone already, with the process that had it. */
const quietly = (undo: () => unknown): Promise<void> =>
  Promise.resolve()
    .then(undo)
    .then(
      () => {},
      () => {},
    )
