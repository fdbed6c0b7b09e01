import type { Interruption } from '../interruption.ts'

/** That nobody wants more of it. */
export type Stop = Pick<Interruption, 'hasCome' | 'come'>

/**
 * Does something with each, so many at once; the results are in the order of the items.
 * @param stop when it comes nothing is waited for any more: what was not done by then is left out
 */
export async function eachOf<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  act: (item: Item) => Promise<Result>,
  stop?: Stop,
): Promise<Result[]> {
  const results: { at: number; result: Result }[] = []
  const waiting = items.entries()
  const work = async () => {
    for (const [at, item] of waiting) {
      if (stop?.hasCome) return
      results.push({ at, result: await act(item) })
    }
  }
  const all = Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work))
  await (stop ? Promise.race([all, stop.come]) : all)
  return results.toSorted((a, b) => a.at - b.at).map(({ result }) => result)
}
