import { wordsOfRight } from '../engine/right-words.ts'
import type { CaseResult, CaseVerdict, ProbeReport } from '../probe-report.ts'

/** A small table beside the cases: the score card of the key set, the leeways, the matrix. */
export interface ReportSection {
  readonly title: string
  readonly head?: readonly string[]
  /** Texts from a target may stand in them. A cell that begins with ✓ is good, with ✗ bad, with ! odd. */
  readonly rows: readonly (readonly string[])[]
  /** Where each row was seen, in the same order: for programs. */
  readonly places?: readonly string[]
  /** What a baseline knows each row by, in the same order. */
  readonly ids?: readonly string[]
  /** Of a matrix, which doors and tokens it has: an entry of a baseline about another is about nothing. */
  readonly doors?: { readonly ids: readonly string[]; readonly tokens: readonly string[] }
  /** What keeps it from being whole, a sentence each: then the run has not passed. */
  readonly gaps?: readonly string[]
  /** Plain sentences below it. */
  readonly notes?: readonly string[]
}

/** Which failures of the key set a target gets over; ids of rows of the score card. */
export interface KeySetReport extends ReportSection {
  readonly tolerance?: Readonly<Record<'tolerated' | 'notTolerated' | 'notSeen', readonly string[]>>
}

/** Whose the tokens of a run are. */
export const WORDS_OF_MODE: Record<
  ProbeReport['target']['mode'],
  { readonly short: string; readonly further: string }
> = {
  'white-box': { short: 'of an issuer that it trusts', further: ': every kind of bad token can be signed' },
  'black-box': { short: 'made of one good token', further: ': no case that needs the key of the issuer' },
  signer: { short: 'that it signs itself', further: ': what is asked is for whom' },
}

/** What a note begins with that says what could not be looked at. */
export const NOT_KNOWN = 'Not known: '

/** A report with all that a run may have measured besides. */
export interface FullReport extends ProbeReport {
  readonly keySet?: KeySetReport
  readonly skew?: ReportSection
  readonly matrix?: ReportSection
}

export const sectionsOf = ({ keySet, skew, matrix }: Pick<FullReport, 'keySet' | 'skew' | 'matrix'>): ReportSection[] =>
  [keySet, skew, matrix].filter((each) => each !== undefined)

/** What was asked for and not seen, of all that was measured besides: then the run has not passed. */
export const gapsOf = (report: Pick<FullReport, 'keySet' | 'skew' | 'matrix'>): string[] =>
  sectionsOf(report).flatMap(({ gaps = [] }) => gaps)

/** In the order of a table: what is as it should be for most cases comes first. */
export const CASE_VERDICTS = ['refused', 'believed', 'inconclusive', 'crashed', 'hung', 'not-run'] as const satisfies readonly CaseVerdict[] // prettier-ignore

export const VERDICT_WORDS: Record<CaseVerdict, string> = {
  refused: 'refused',
  believed: 'believed',
  inconclusive: 'inconclusive',
  crashed: 'crashed',
  hung: 'hung',
  'not-run': 'not run',
}

/** What a control was answered. */
export const statusWords = (status: number | 'none'): string => (status === 'none' ? 'no answer' : String(status))

/** What came back, in a few words, and the time that it took. */
export function gotWords({ got, verdict }: CaseResult): string {
  if (got) return `${got.status} after ${Math.round(got.milliseconds)} ms`
  if (verdict === 'hung') return 'no answer'
  return verdict === 'crashed' ? 'the connection ended without an answer' : 'nothing'
}

/** What is right: of several, each is. */
export const expectedWords = ({ expects }: CaseResult): string => wordsOfRight(expects)

/** Whether it is as it should be, is not, or cannot be said. */
export function caseState(result: CaseResult): 'good' | 'bad' | 'odd' | 'open' {
  if (result.finding) return result.finding.isFailing ? 'bad' : 'odd'
  return result.verdict === 'inconclusive' || result.verdict === 'not-run' ? 'open' : 'good'
}

/** It is no single answer: its sentence says what was measured. */
export const isMeasured = ({ expects }: CaseResult): boolean => expects.length === 0
