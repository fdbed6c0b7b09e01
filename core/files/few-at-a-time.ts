/**
 * Does something with each of many, a few of them at a time, in their order. After the first that fails no further one
 * is begun.
 * @returns once nothing is at work any more
 * @throws what the first one threw that failed
 */
export async function fewAtATime<Item>(
  items: Iterable<Item>,
  atOnce: number,
  task: (item: Item) => Promise<unknown>,
): Promise<void> {
  const faults: unknown[] = []
  const waiting = Iterator.from(items)
  const work = async () => {
    for (let next = waiting.next(); !next.done && faults.length === 0; next = waiting.next())
      await task(next.value).catch((fault: unknown) => faults.push(fault))
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  if (faults.length > 0) throw faults[0]
}
