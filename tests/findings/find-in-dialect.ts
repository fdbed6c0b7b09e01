import { findingsInDialect, foundInLike } from '../support/dialect-findings.ts'
import { verdictOfDialect } from '../support/dialect-verdicts.ts'
import { dialectWorld, SENT_TO_DIALECTS } from '../support/dialect-world.ts'
import type { TableDialect } from '../support/table-dialects.ts'
import { inCatalogueOrder, type ByWeakness, type DialectFound } from './found-tables.ts'
import { sortByWeakness } from './sort-by-weakness.ts'

const WAYS = ['believes', 'goesOn', 'refusesGood'] as const
type FoundIds = Record<(typeof WAYS)[number], string[]>

/** Sends a dialect all that one can be asked about. @returns the ids of cases, in the order of the catalogue */
export async function findInDialect(dialect: TableDialect): Promise<FoundIds> {
  const world = dialectWorld(dialect.id)
  const found: FoundIds = { believes: [], goesOn: [], refusesGood: [] }
  for (const attack of SENT_TO_DIALECTS) {
    const verdict = await verdictOfDialect(dialect, world, attack, true)
    if (attack.family === 'good') {
      if (verdict === 'refused') found.refusesGood.push(attack.id)
    } else if (verdict === 'open') found.goesOn.push(attack.id)
    else if (verdict === 'believed' && !attack.expects.includes('2xx')) found.believes.push(attack.id)
  }
  return found
}

/** The ids of a table, as they are found. */
export const idsFound = (table: DialectFound): FoundIds => ({
  believes: listedIds(table.believes),
  goesOn: listedIds(table.goesOn),
  refusesGood: listedIds(table.refusesGood),
})

const listedIds = (table: ByWeakness = {}) => inCatalogueOrder(Object.values(table).flat())

/** What is found, as it is to stand in the table. */
export async function sortedFindings(dialect: TableDialect): Promise<DialectFound> {
  const found = await findInDialect(dialect)
  const { gaps, further, found: before } = findingsInDialect(dialect)
  const like = foundInLike(dialect)
  const weaknesses = [...gaps.map(({ id }) => id), ...Object.keys(further)]
  const ways = WAYS.map(
    (way) => [way, sortByWeakness(found[way], { ...like[way], ...before[way] }, weaknesses)] as const,
  )
  return Object.fromEntries(ways.filter(([, table]) => Object.keys(table).length > 0))
}
