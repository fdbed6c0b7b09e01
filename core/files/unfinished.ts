import type { Clock } from '../clock.ts'

/** How long whoever ends a process waits for what goes on in the background. Milliseconds. */
export const BACKGROUND_PATIENCE = 1000

const unfinished = new Set<Promise<unknown>>()

/**
 * Waits for something that goes on in the background, but no longer than that: a disk of the network may never answer.
 * What was left goes on, and is remembered until it ends.
 * @throws what the task throws meanwhile
 */
export async function waitAtMost(
  milliseconds: number,
  clock: Clock,
  task: Promise<unknown> | undefined,
): Promise<void> {
  if (!task) return
  const end = new AbortController()
  const left = clock.delay(milliseconds, end.signal).then(
    () => unfinished.add(task),
    () => {}, // it ended before
  )
  void task.catch(() => {}).finally(() => unfinished.delete(task))
  try {
    await Promise.race([task, left])
  } finally {
    end.abort()
  }
}

/** Whether something still goes on that nobody waited for any longer. */
export const isSomethingUnfinished = (): boolean => unfinished.size > 0
