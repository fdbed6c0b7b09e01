import type { CaseResult, Finding } from '../probe-report.ts'
import { counted, howOften, measuredWords } from '../counted.ts'
import type { KeySetReport, ReportSection } from './full-report.ts'
import { measuredCase } from './measured-case.ts'

type MeasuredGrade = 'good' | 'worth-changing' | 'dangerous' | 'not-seen'

const GRADE_WORDS: Record<MeasuredGrade, string> = {
  good: '✓ good',
  'worth-changing': '! worth changing',
  dangerous: '✗ dangerous',
  'not-seen': '· not seen',
}

/** As much of the score card of `--keys` as a report shows. */
export interface ShownKeySetCard {
  readonly rows: readonly {
    readonly id: string
    readonly title: string
    readonly value?: number | string
    readonly unit?: string
    readonly grade: MeasuredGrade
    readonly sentence: string
  }[]
  readonly findings: readonly (Finding & { readonly id: string })[]
  readonly tolerance?: KeySetReport['tolerance']
  readonly requests: number
  readonly keySetReads: number
  readonly seconds: number
  readonly stopped?: string
}

/** The score card as a table of a report. */
export const keySetSection = ({
  rows,
  tolerance,
  requests,
  keySetReads,
  seconds,
  stopped,
}: ShownKeySetCard): KeySetReport => ({
  title: 'How it gets and keeps the keys of its issuer',
  head: ['what', 'measured', 'grade', 'what it means'],
  rows: rows.map(({ title, value, unit, grade, sentence }) => [
    title,
    measuredWords(value, unit),
    GRADE_WORDS[grade],
    sentence,
  ]),
  notes: [
    `${counted(requests, 'token')} ${requests === 1 ? 'was' : 'were'} sent and the key set was read ${howOften(keySetReads)}, in ${Math.round(seconds)} s.`,
    ...(stopped === undefined ? [] : [`It ended early: ${stopped}`]),
  ],
  ...(tolerance && { tolerance }),
})

/**
 * The findings of a score card as cases of a report, so that every form of it and a baseline know them.
 * @param known ids of cases that the report has already: they say the same, and are not said twice
 */
export const keySetCases = ({ rows, findings }: ShownKeySetCard, known: ReadonlySet<string>): CaseResult[] =>
  findings
    .filter(({ id }) => !known.has(id))
    .map(({ id, ...finding }) =>
      measuredCase(id, finding, { family: 'key-set', title: rows.find((row) => row.id === id)?.title ?? id }),
    )

/** The leeways of `--skew` as a table of a report. */
export const skewSection = (
  results: readonly { readonly claim: string; readonly grade: MeasuredGrade; readonly sentence: string }[],
): ReportSection => ({
  title: 'How far its clock may be off',
  head: ['claim', 'grade', 'what was seen'],
  rows: results.map(({ claim, grade, sentence }) => [claim, GRADE_WORDS[grade], sentence]),
})
