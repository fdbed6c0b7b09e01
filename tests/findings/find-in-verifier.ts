import { CATALOGUE } from '#attacks'
import { isWrittenByCommand, verdictsOfOurs } from '../support/attack-verdicts.ts'
import type { FoundTables, OurVerdict } from './found-tables.ts'

/** What our verifier says to all cases for which nobody has written it by hand. Ways of other systems are for their parties. */
export async function findInVerifier(): Promise<FoundTables['our-verifier']> {
  const table: Record<string, OurVerdict | readonly OurVerdict[]> = {}
  for (const attack of CATALOGUE.filter(({ family }) => family !== 'dialect').filter(isWrittenByCommand)) {
    const verdicts = (await verdictsOfOurs(attack, true)) as OurVerdict[] // its tokens are signed with keys that can be loaded
    const [first] = verdicts
    if (first === undefined) continue
    table[attack.id] = verdicts.every((each) => each === first) ? first : verdicts
  }
  return table
}
