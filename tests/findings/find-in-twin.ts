import { CannotProbe } from '../../apps/probe/engine/cannot-probe.ts'
import type { ProbeReport } from '../../apps/probe/probe-report.ts'
import { probeTwin } from '../weak-twin/probe-twin.ts'
import { SWITCHES, type SwitchName } from '../weak-twin/switches.ts'
import { inCatalogueOrder } from './found-tables.ts'

/** The findings of a report: the id, and of what kind where the token was neither believed nor, being good, refused. */
export const findingsOf = ({ cases }: ProbeReport): readonly string[] =>
  cases.flatMap(({ id, finding }) => (finding ? [isVerdict(finding.kind) ? id : `${id}:${finding.kind}`] : [])).sort()

const isVerdict = (kind: string) => kind === 'believed' || kind === 'good-refused'

/** What one weakness opens, in the order of the catalogue; `stops` where the controls end the run. */
export async function findInTwin(name: SwitchName): Promise<readonly string[] | 'stops'> {
  try {
    return inCatalogueOrder(findingsOf(await probeTwin(SWITCHES[name].side, [name])))
  } catch (error) {
    if (error instanceof CannotProbe) return 'stops'
    throw error
  }
}
