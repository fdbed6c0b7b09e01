import type { Attack } from '#attacks'
import type { Answer } from '../answer.ts'
import type { CaseResult } from '../probe-report.ts'
import { recogniseLibrary } from './library-signs.ts'
import { remedyFor } from './remedies.ts'

/**
 * Some libraries are known by what they say of bad tokens alone: then each finding gets its setting afterwards.
 * @param attacks the cases of the results, in the same order
 * @param refusals the answers to no token and to garbage
 */
export function nameLibrary(
  attacks: readonly Attack[],
  results: readonly CaseResult[],
  refusals: readonly Answer[],
): { readonly library: string | undefined; readonly results: readonly CaseResult[] } {
  const library = recogniseLibrary([...refusals, ...results.flatMap(refusalIn)])
  if (library === undefined) return { library, results }
  return {
    library,
    results: results.map((result, at) => {
      const attack = attacks[at]
      if (!attack || !result.finding) return result
      return { ...result, finding: { ...result.finding, remedy: remedyFor(attack, result.finding.kind, library) } }
    }),
  }
}

function refusalIn({ got, verdict }: CaseResult): Answer[] {
  if (!got || verdict !== 'refused') return []
  const { status, body, milliseconds, challenge } = got
  return [{ status, body, milliseconds, headers: challenge === undefined ? [] : [['www-authenticate', challenge]] }]
}
