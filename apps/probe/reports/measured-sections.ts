import type { CaseResult, Finding } from '../probe-report.ts'
import { counted, howOften, measuredWords } from '../counted.ts'
import { NOT_KNOWN, type KeySetReport, type ReportSection } from './full-report.ts'
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

/** Why nothing was seen of what was asked for: where each row says so, the first one speaks. */
function whyNothingSeen(
  rows: readonly { readonly grade: MeasuredGrade; readonly sentence: string }[],
): string | undefined {
  return rows.every(({ grade }) => grade === 'not-seen') ? rows[0]?.sentence : undefined
}

/** Rows that are there however little was seen: how much was asked, and whether all is as it was. */
const BESIDE_THE_POINT = new Set(['keys-requests', 'keys-restored'])

/** Whoever was never seen to read the key set has spared its issuer, too. */
const isTelling = ({ id, value, unit }: ShownKeySetCard['rows'][number]): boolean =>
  !BESIDE_THE_POINT.has(id) && !(unit === 'reads' && value === 0)

/** What was asked for with `--keys` and was not done, as a sentence. */
function gapOfKeys({ rows, stopped }: ShownKeySetCard): string | undefined {
  if (stopped !== undefined) return `--keys ended early: ${stopped}`
  const why = whyNothingSeen(rows.filter(isTelling))
  return why === undefined ? undefined : `--keys has seen nothing: ${why}`
}

/** The score card as a table of a report. */
export function keySetSection(card: ShownKeySetCard): KeySetReport {
  const { rows, tolerance, requests, keySetReads, seconds } = card
  const gap = gapOfKeys(card)
  return {
    title: 'How it gets and keeps the keys of its issuer',
    head: ['what', 'measured', 'grade', 'what it means'],
    rows: rows.map(({ title, value, unit, grade, sentence }) => [
      title,
      measuredWords(value, unit),
      GRADE_WORDS[grade],
      sentence,
    ]),
    ...withGap(gap),
    notes: [
      `${counted(requests, 'token')} ${requests === 1 ? 'was' : 'were'} sent and the key set was read ${howOften(keySetReads)}, in ${Math.round(seconds)} s.`,
      ...notesOfGap(gap),
    ],
    ...(tolerance && { tolerance }),
  }
}

const withGap = (gap: string | undefined) => (gap === undefined ? {} : { gaps: [gap] })
const notesOfGap = (gap: string | undefined) => (gap === undefined ? [] : [`${NOT_KNOWN}${gap}`])

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
export function skewSection(
  results: readonly { readonly claim: string; readonly grade: MeasuredGrade; readonly sentence: string }[],
): ReportSection {
  const why = whyNothingSeen(results)
  const gap = why === undefined ? undefined : `--skew has seen nothing: ${why}`
  return {
    title: 'How far its clock may be off',
    head: ['claim', 'grade', 'what was seen'],
    rows: results.map(({ claim, grade, sentence }) => [claim, GRADE_WORDS[grade], sentence]),
    ...withGap(gap),
    ...(gap !== undefined && { notes: notesOfGap(gap) }),
  }
}
