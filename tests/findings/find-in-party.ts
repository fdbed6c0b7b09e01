import type { ProbeReport } from '../../apps/probe/probe-report.ts'
import { knownOf, PROBED_DIALECTS, type PartyName } from '../support/probed-dialects.ts'
import type { TestSandbox } from '../support/sandbox.ts'
import { MAY_BE_UNCLEAR, OF_ITS_SECOND, strictFaultsOf } from '../support/strict-run.ts'
import type { ByWeakness } from './found-tables.ts'
import { PROBED_GATEWAYS } from './parties/gateways.ts'
import { PROBED_JWTPROXY } from './parties/jwtproxy.ts'
import { PROBED_MESHES } from './parties/meshes.ts'
import type { ProbedParty } from './parties/party.ts'
import { PROBED_PIKO, PROBED_STOKE } from './parties/relay-and-people.ts'
import { sortByWeakness } from './sort-by-weakness.ts'

/** Running parties that do as other systems do. */
export const PROBED_PARTIES: Readonly<Record<PartyName, ProbedParty>> = {
  ...PROBED_MESHES,
  ...PROBED_GATEWAYS,
  piko: PROBED_PIKO,
  stoke: PROBED_STOKE,
  jwtproxy: PROBED_JWTPROXY,
}

/** What a run against a party must not say: nothing where it finds the documented weaknesses, all and no others. */
export async function faultsOfParty(name: PartyName, sandbox: TestSandbox): Promise<string[]> {
  const { probe, sent, notRun } = PROBED_PARTIES[name]
  return strictFaultsOf(await probe(sandbox), { known: knownOf(PROBED_DIALECTS[name]), sent, notRun })
}

/** What is found at a party, as it is to stand in the table. @throws Error where the run ended before its time */
export async function sortedAtParty(name: PartyName, sandbox: TestSandbox): Promise<ByWeakness> {
  const { gaps, further, finds } = PROBED_DIALECTS[name]
  const report = await PROBED_PARTIES[name].probe(sandbox)
  if (report.stopped !== undefined) throw new Error(`${name}: ${report.stopped}`)
  const weaknesses = [...gaps.map(({ id }) => id), ...Object.keys(further)]
  return sortByWeakness(idsIn(report, finds), finds, weaknesses)
}

/**
 * What is believed for a second and no longer stays, though a busy machine was too slow to see it.
 * @throws Error where nobody can tell of others: that is no finding, and none of it is to be written
 */
function idsIn({ cases }: ProbeReport, before: ByWeakness): Set<string> {
  const unclear = cases.filter(({ verdict }) => verdict === 'hung' || verdict === 'inconclusive').map(({ id }) => id)
  const untold = unclear.filter((id) => !MAY_BE_UNCLEAR.has(id))
  if (untold.length > 0)
    throw new Error(`nobody can tell of ${untold.join(', ')}: try again when the machine has less to do`)
  const stays = Object.values(before).flat().filter((id) => OF_ITS_SECOND.has(id) || unclear.includes(id)) // prettier-ignore
  const found = cases.filter(({ id, finding }) => finding !== undefined && !unclear.includes(id)).map(({ id }) => id)
  return new Set([...found, ...stays])
}
