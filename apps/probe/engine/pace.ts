import type { Clock } from '#core/clock'
import type { Sender } from '../answer.ts'

/**
 * A sender that begins so many requests in a second and no more, whoever asks it.
 * @param rate requests in a second; max: as they come
 */
export function pacedSender(sender: Sender, rate: number | 'max', clock: Clock): Sender {
  if (rate === 'max') return sender
  let next = 0
  return {
    async send(request) {
      const now = clock.monotonic()
      const turn = Math.max(now, next)
      next = turn + 1000 / rate
      if (turn > now) await clock.delay(turn - now)
      return sender.send(request)
    },
    close: () => sender.close(),
  }
}

/** Does something to all, so many at a time; the results are in the order of the list. */
export async function forAll<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  task: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const work = async () => {
    for (let at = next++; at < items.length; at = next++) results[at] = await task(items[at] as Item) // it is within the list
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work))
  return results
}
