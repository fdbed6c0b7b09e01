import { CATALOGUE, type Attack } from '#attacks'
import type { Judge } from '../../apps/judge/judgement.ts'
import { tableDialects } from '../support/table-dialects.ts'
import type { LibraryRun, LibraryVerdict } from '../../apps/probe/libraries/library-table.ts'
import { dialectWorld, SENT_TO_DIALECTS } from '../support/dialect-world.ts'
import { verdictOfDialect } from '../support/dialect-verdicts.ts'

/** The systems that this sandbox imitates: each is asked in process, and what it has is what tests/support/dialect-findings.ts tells. */
export async function runDialects(): Promise<LibraryRun[]> {
  const runs: LibraryRun[] = []
  for (const judge of tableDialects()) {
    const verdicts: Partial<Record<LibraryVerdict, string[]>> = {}
    for (const attack of CATALOGUE) (verdicts[await verdictOn(judge, attack)] ??= []).push(attack.id)
    runs.push({ library: judge.id, hardening: 'dialect', versions: judge.title, algorithms: [], verdicts })
  }
  return runs
}

/** The key set of the issuer stays as it is, as for everybody in the table. */
async function verdictOn(judge: Judge, attack: Attack): Promise<LibraryVerdict> {
  if (!SENT_TO_DIALECTS.has(attack) || attack.needs.includes('key-set')) return 'not-run'
  const verdict = await verdictOfDialect(judge, dialectWorld(judge.id), attack, true)
  if (verdict === undefined) return 'not-run'
  if (attack.family === 'good') return verdict === 'refused' ? refusedGood(attack) : 'right'
  if (verdict === 'open') return 'open'
  return verdict === 'believed' && !attack.expects.includes('2xx') ? 'believed' : 'right'
}

/** Of some good tokens a refusal can be defended. */
const refusedGood = ({ expects }: Attack): LibraryVerdict =>
  expects.every((each) => each === '2xx') ? 'good-refused' : 'right'
