import { inCatalogueOrder, type ByWeakness } from './found-tables.ts'

/** Where nobody can tell which weakness it is: a person has to say it, and until then a test is red. */
export const UNEXPLAINED = '?'

/**
 * Puts findings under the weaknesses that they come through by. A case stands where it stood; a new one stands with its nearest relatives by
 * the words of its id, or under the weakness that is called as its first word; otherwise under `?`. It is a proposal: who commits it reads it.
 * @param found ids of cases
 * @param before where cases stand already
 * @param weaknesses all that are known, in their order
 */
export function sortByWeakness(found: Iterable<string>, before: ByWeakness, weaknesses: readonly string[]): ByWeakness {
  const wanted = inCatalogueOrder(found)
  const placed = Map.groupBy(wanted, (id) => weaknessOf(id, before, weaknesses))
  const names = new Set([...Object.keys(before), ...weaknesses, UNEXPLAINED])
  return Object.fromEntries([...names].flatMap((name) => (placed.has(name) ? [[name, placed.get(name) ?? []]] : [])))
}

function weaknessOf(id: string, before: ByWeakness, weaknesses: readonly string[]): string {
  const all = Object.entries(before).filter(([name]) => name !== UNEXPLAINED)
  const own = all.find(([, ids]) => ids.includes(id))
  if (own) return own[0]
  const nearness = all.map(([name, ids]) => {
    const shared = ids.map((each) => sharedWords(id, each))
    const nearest = Math.max(0, ...shared)
    return { name, nearest, many: shared.filter((each) => each === nearest).length }
  })
  const [best] = nearness
    .filter(({ nearest }) => nearest > 0)
    .toSorted((one, other) => other.nearest - one.nearest || other.many - one.many)
  const first = id.split('-', 1)[0] ?? ''
  return best?.name ?? weaknesses.find((name) => name === first) ?? UNEXPLAINED
}

/** With how many words both begin. */
function sharedWords(one: string, other: string): number {
  const [words, others] = [one.split('-'), other.split('-')]
  const differs = words.findIndex((word, at) => word !== others[at])
  return differs < 0 ? words.length : differs
}
