import { isMeasuredBesides } from '../engine/summary.ts'
import type { CaseResult, CaseVerdict } from '../probe-report.ts'
import { counted } from '../counted.ts'
import { doorFindings } from './door-finding.ts'
import { CASE_VERDICTS, caseState, gapsOf, type FullReport } from './full-report.ts'
import type { BaselineComparison } from './compare-baseline.ts'
import { SEVERITY_LEVELS, sortFindings } from './group-findings.ts'
import { unclearWords } from './unclear-words.ts'

/** A family, how many of its cases had each verdict, and how many are wrong: with those that were measured besides tokens. */
export interface FamilyCounts {
  readonly family: string
  readonly counts: Readonly<Record<CaseVerdict, number>>
  readonly wrong: number
}

/** In the order in which the families were run. */
export function countVerdicts(cases: readonly CaseResult[]): FamilyCounts[] {
  return [...Map.groupBy(cases, ({ family }) => family)].map(([family, some]) => ({
    family,
    counts: countOf(some),
    wrong: some.filter((each) => caseState(each) === 'bad').length,
  }))
}

function countOf(some: readonly CaseResult[]) {
  const answered = some.filter((each) => !isMeasuredBesides(each))
  return Object.fromEntries(
    CASE_VERDICTS.map((verdict) => [verdict, answered.filter((each) => each.verdict === verdict).length]),
  ) as Record<CaseVerdict, number> // each of them
}

/** The whole run in one line, and whether it is good. */
export function concludeReport(
  report: FullReport,
  comparison?: BaselineComparison,
): { state: 'good' | 'bad' | 'open'; words: string } {
  const { cases, stopped } = report
  if (stopped !== undefined) return { state: 'open', words: `Stopped before the end: ${stopped}` }
  const findings = comparison ? [...comparison.newFindings] : sortFindings(cases)
  const failing = findings.filter(({ finding }) => finding.isFailing)
  const unclear = unclearWords(cases)
  const known = knownWords(comparison)
  const what = comparison ? 'new finding' : 'finding'
  const doors = (comparison?.newDoors ?? doorFindings(report.matrix)).length
  const atDoors = wordsOfDoors(doors)
  const gaps = gapWords(report)
  if (failing.length === 0) {
    if (doors > 0)
      return {
        state: 'bad',
        words: `Failed: ${atDoors}; beside that, no ${what} that fails the run${known}.${besidesGaps(gaps)}`,
      }
    if (cases.length > 0 && cases.every(({ verdict }) => verdict === 'not-run'))
      return { state: 'open', words: 'Nothing was run, which says nothing: the reasons are under "Not run".' }
    const others =
      findings.length > 0
        ? `; ${counted(findings.length, what)} ${findings.every((each) => each.class === 'POLICY') ? 'of policy' : 'worth a look'}`
        : ''
    const well = `no ${what} that fails the run${known}${others}`
    if (gaps !== undefined)
      return { state: 'open', words: `${well.replace('no', 'No')}. That is not all well: ${gaps}` }
    if (unclear === undefined) return { state: 'good', words: `${passedWords(report)}: ${well}.${wentWell(report)}` }
    return { state: 'open', words: `${well.replace('no', 'No')}. That is not all well: ${unclear}.` }
  }
  const levels = SEVERITY_LEVELS.flatMap((level) => {
    const count = failing.filter(({ finding }) => finding.severity.level === level).length
    return count > 0 ? [`${count} ${level}`] : []
  })
  return {
    state: 'bad',
    words: `Failed: ${counted(failing.length, what)} (${levels.join(', ')})${known}.${unclear === undefined ? '' : ` Besides, ${unclear}.`}${doors > 0 ? ` And ${atDoors}.` : ''}${besidesGaps(gaps)}`,
  }
}

const knownWords = (comparison: BaselineComparison | undefined) =>
  comparison ? `, beside ${comparison.accepted.length + comparison.acceptedDoors.length} that the baseline accepts` : ''

const wordsOfDoors = (doors: number) =>
  `${counted(doors, 'door')} of the sandbox answered a token as ${doors === 1 ? 'it' : 'they'} should not`

/** What was asked for and was not seen, behind what was found. */
const besidesGaps = (gaps: string | undefined) => (gaps === undefined ? '' : ` Besides, ${gaps}`)

/** Why what was measured besides is not whole, as a sentence. */
function gapWords(report: Pick<FullReport, 'keySet' | 'skew' | 'matrix'>): string | undefined {
  const [first, ...others] = gapsOf(report)
  if (first === undefined) return undefined
  return `${first.replace(/\.$/, '')}.${others.length > 0 ? ` And ${others.length} more: see "Not known".` : ''}`
}

/** A matrix alone in one line, and whether it is good. */
export function concludeMatrix(
  { matrix }: Required<Pick<FullReport, 'matrix'>>,
  comparison?: BaselineComparison,
): { state: 'good' | 'bad' | 'open'; words: string } {
  const doors = (comparison?.newDoors ?? doorFindings(matrix)).length
  const gaps = gapWords({ matrix })
  const known = knownWords(comparison)
  if (doors > 0)
    return {
      state: 'bad',
      words: `Failed: ${wordsOfDoors(doors)}${known}.${besidesGaps(gaps)}`,
    }
  if (gaps !== undefined) return { state: 'open', words: `Not passed, for it is not whole: ${gaps}` }
  return { state: 'good', words: `Passed: no door answered a token as it should not${known}.` }
}

/** A run that could ask little says so first. */
function passedWords({ cases, target }: FullReport): string {
  const asked = cases.filter(({ verdict }) => verdict !== 'not-run').length
  if (asked * 2 >= cases.length) return 'Passed'
  const what = target.mode === 'black-box' ? 'what could be asked without the issuer’s key' : 'what was asked'
  return `Passed ${what}, ${asked} of ${counted(cases.length, 'case')}`
}

/** What a good run has shown; how much it could not see belongs to that. */
function wentWell({ cases }: FullReport): string {
  const some = (verdict: CaseVerdict, isGood?: boolean) =>
    cases.filter(
      (each) =>
        each.verdict === verdict &&
        !isMeasuredBesides(each) &&
        (isGood === undefined || (each.family === 'good') === isGood),
    ).length
  const [refused, believed, left] = [some('refused', false), some('believed', true), some('not-run')]
  if (cases.length === left) return ''
  return ` ${counted(refused, 'bad token')} refused and ${counted(believed, 'good one')} believed, as it should be${left > 0 ? `; ${counted(left, 'case')} not run` : ''}.`
}
