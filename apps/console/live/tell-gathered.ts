import type { Clock } from '#core/clock'

/**
 * Tells at once, and then no more often than every so many milliseconds, however often there is something to tell: whoever is told
 * looks at how things are then, so that the last state is always seen.
 * @param signal ends it, with what is still to be told
 */
export function tellGathered(
  tell: () => void,
  milliseconds: number,
  { clock, signal }: { clock: Pick<Clock, 'delay'>; signal: AbortSignal },
): () => void {
  let isPausing = false
  let hasMore = false

  function tellNow(): void {
    isPausing = true
    hasMore = false
    tell()
    void clock.delay(milliseconds, signal).then(
      () => {
        isPausing = false
        if (hasMore) tellNow()
      },
      () => {}, // it is over
    )
  }

  return () => {
    if (isPausing) hasMore = true
    else tellNow()
  }
}
