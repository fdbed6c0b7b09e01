import type { Clock } from '#core/clock'
import type { Terminal } from '#core/process/terminal'
import type { Sender } from './answer.ts'
import { beginControls } from './engine/controls.ts'
import type { Marker } from './engine/marker.ts'
import type { CurlOf } from './engine/result.ts'
import { readOutcome } from './engine/read-outcome.ts'
import { summarise } from './engine/summary.ts'
import type { IssuerSide } from './issuer-side.ts'
import type { KeySetRun } from './key-set/key-set-scene.ts'
import { probeKeySet } from './key-set/probe-key-set.ts'
import type { KeySetScoreCard } from './key-set/score-card.ts'
import type { ProbeOptions } from './options.ts'
import type { CaseResult, ProbeReport } from './probe-report.ts'
import type { FullReport } from './reports/full-report.ts'
import { keySetCases, keySetSection, skewSection } from './reports/measured-sections.ts'
import { probeSkew } from './skew/probe-skew.ts'
import { casesWithSkew } from './skew/skew-cases.ts'

interface FurtherParts {
  readonly sender: Sender
  readonly issuerSide: IssuerSide
  readonly clock: Clock
  readonly target: { readonly url: string }
  readonly marker?: Marker
  readonly curlOf?: CurlOf
  readonly terminal: Pick<Terminal, 'progress'>
}

/** What is measured after the catalogue, where it was asked for: how the target follows keys, and its leeway. */
export async function measureFurther(
  report: ProbeReport,
  { further, patienceSeconds }: Pick<ProbeOptions, 'further' | 'patienceSeconds'>,
  parts: FurtherParts,
): Promise<FullReport> {
  if (!further.includes('keys') && !further.includes('skew')) return report
  const { terminal, ...rest } = parts
  const begun = parts.clock.monotonic()
  const read = await readerFor(parts)
  const skew = further.includes('skew') ? await probeSkew({ ...rest, read }) : undefined
  const patience = patienceSeconds > 0 ? { patienceSeconds } : {}
  const card = further.includes('keys')
    ? await probeKeySet({ ...rest, ...patience, read, onProgress: (what) => terminal.progress(what) })
    : undefined
  const withLine = (each: CaseResult, ...how: string[]): CaseResult => {
    const curl = each.finding && parts.curlOf?.probeLine?.(['--only', 'signature', ...how])
    return curl === undefined ? each : { ...each, curl }
  }
  const before = new Set(report.cases)
  const asked = casesWithSkew(report.cases, skew ?? [], report.target.library).map((each) =>
    before.has(each) ? each : withLine(each, '--skew'),
  )
  const ofCard = card ? keySetCases(card, new Set(asked.map(({ id }) => id))) : []
  const cases = [...asked, ...ofCard.map((each) => withLine(each, '--keys'))]
  return {
    ...report,
    cases,
    summary: summarise(cases, report.summary.milliseconds + parts.clock.monotonic() - begun),
    ...(card && { keySet: keySetSection(card) }),
    ...(skew && { skew: skewSection(skew) }),
  }
}

/** How the target follows the keys of its issuer, alone. @throws CannotProbe */
export const measureKeySet = async (
  parts: Omit<FurtherParts, 'terminal'>,
  onProgress: (what: string) => void,
): Promise<KeySetScoreCard> => probeKeySet({ ...parts, read: await readerFor(parts), onProgress })

/** 503 is a refusal here: the keys may be out of reach. @throws CannotProbe */
async function readerFor(parts: Omit<FurtherParts, 'terminal'>): Promise<KeySetRun['read']> {
  const { yardstick } = await beginControls(parts)
  return (outcome, request) => readOutcome(outcome, yardstick, request, ['503']).verdict
}
