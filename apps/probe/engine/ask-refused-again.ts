import type { Attack } from '#attacks'
import type { CaseResult } from '../probe-report.ts'
import { MOST_ASKED } from './by-chance.ts'
import { isAlone } from './is-alone.ts'
import { forAll } from './pace.ts'
import { reportedCase, type AgainParts } from './result.ts'
import { mayBelieve } from './right-answers.ts'
import { runCase } from './run-case.ts'
import { CASES_AT_ONCE } from './run-family.ts'

/**
 * Where a target answers by chance, one refusal says little: what it refused is asked for again, and believed once is believed.
 * @param done the results so far, by id; what is found now takes their place, unless the run ends meanwhile
 */
export async function askRefusedAgain(
  cases: readonly Attack[],
  done: Map<string, Promise<CaseResult>>,
  { parts, results, ending, onResult }: AgainParts,
): Promise<void> {
  const again = cases.filter((attack) => attack.class !== 'POLICY' && !mayBelieve(attack.expects) && !isAlone(attack))
  await forAll(again, CASES_AT_ONCE, async (attack) => {
    const before = await done.get(attack.id)
    if (before?.verdict !== 'refused' || ending.reason !== undefined) return
    const finish = await runCase(attack, { ...parts, asks: MOST_ASKED })
    done.set(
      attack.id,
      finish().then((weighed) => {
        if (ending.reason !== undefined && weighed.verdict !== 'believed') return before
        const result = reportedCase(attack, weighed, results)
        if (result.verdict !== 'refused') onResult?.(result)
        return result
      }),
    )
  })
}
