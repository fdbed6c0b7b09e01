import { measuredWords } from '../counted.ts'
import type { Finding } from '../probe-report.ts'
import { caseAskingSame } from '../reports/measured-case.ts'

export type KeySetGrade = 'good' | 'worth-changing' | 'dangerous' | 'not-seen'

/** One line of the score card. */
export interface ScoreRow {
  /** Never renamed; that of a case of the catalogue where it says the same. */
  readonly id: string
  readonly title: string
  /** What was seen; absent where nothing was. */
  readonly value?: number | string
  readonly unit?: 's' | 'reads' | 'requests'
  readonly grade: KeySetGrade
  /** What it means, or why it was not seen. */
  readonly sentence: string
  /** What is wrong is that good tokens are refused, where another fault of the row would be that bad ones are believed. */
  readonly areGoodLost?: true
}

/** Which failures of the key set a target gets over: its known keys keep working meanwhile. By the ids of their rows. */
export interface KeySetTolerance {
  readonly tolerated: readonly string[]
  readonly notTolerated: readonly string[]
  readonly notSeen: readonly string[]
}

/** How a target gets and keeps the keys of its issuer. */
export interface KeySetScoreCard {
  readonly rows: readonly ScoreRow[]
  /** Those of the rows that are not good, in the form of the report. */
  readonly findings: readonly (Finding & { readonly id: string })[]
  readonly tolerance: KeySetTolerance
  /** How many tokens were sent to the target, how often it read the key set, and how long all took. */
  readonly requests: number
  readonly keySetReads: number
  readonly seconds: number
  /** Why the run ended before its end, where it did. */
  readonly stopped?: string
}

/** `severity`: where no case of the catalogue has the id, and says how bad it is. */
type RowRemedy = Pick<Finding, 'kind' | 'remedy'> & Partial<Pick<Finding, 'severity'>>

const medium = { level: 'medium', cwe: 770 } as const
const brittle = { level: 'medium', cwe: 703 } as const

const READ_AGAIN = 'Read the key set again when a key id is unknown, at most once in a cool-down of some seconds.'
const COOL = 'Let a cool-down of some seconds lie between two reads of the key set, failed ones too.'
const KEEP = 'Keep the keys that are known while the key set cannot be read, up to a bound of an hour or so.'
const FORGET = 'Replace the keys as a whole at each read, and read again after some minutes at the latest.'

/** What to change, row by row. Rows that are no finding have none. */
const REMEDIES: Readonly<Record<string, RowRemedy>> = {
  'keys-refetch': { kind: 'good-refused', severity: brittle, remedy: READ_AGAIN },
  'dos-kid-flood': { kind: 'watch', remedy: COOL },
  'dos-jwks-down-flood': { kind: 'watch', remedy: COOL },
  'keys-cool-down': { kind: 'watch', severity: medium, remedy: COOL },
  'keys-jwks-500': { kind: 'good-refused', severity: brittle, remedy: KEEP },
  'keys-jwks-html': { kind: 'good-refused', severity: brittle, remedy: KEEP },
  'keys-jwks-truncated': { kind: 'good-refused', severity: brittle, remedy: KEEP },
  'keys-jwks-drops': { kind: 'good-refused', severity: brittle, remedy: KEEP },
  'keys-jwks-hangs': { kind: 'good-refused', severity: brittle, remedy: KEEP },
  'keys-jwks-slow': { kind: 'good-refused', severity: brittle, remedy: KEEP },
  'life-jwks-empty': { kind: 'believed', remedy: 'Take an empty key set for what it is: no key is trusted any more.' }, // prettier-ignore
  'life-retired-key-stale-cache': { kind: 'believed', remedy: FORGET },
  'life-retired-key': { kind: 'believed', remedy: FORGET },
  'life-same-kid-new-key': { kind: 'believed', remedy: FORGET },
  'key-duplicate-kid': { kind: 'good-refused', remedy: 'Try each key that has the id, or refuse them all.' }, // prettier-ignore
  'key-use-enc': { kind: 'believed', remedy: 'Verify with no key whose use is other than sig (RFC 7517 §4.2).' }, // prettier-ignore
  'keys-two-issuers': { kind: 'believed', severity: { level: 'critical', cwe: 347 }, remedy: 'Keep the keys of each issuer apart: look for a key by issuer and key id.' }, // prettier-ignore
  'keys-restored': { kind: 'good-refused', severity: brittle, remedy: READ_AGAIN },
}

export function findingsOf(rows: readonly ScoreRow[]): KeySetScoreCard['findings'] {
  return rows.flatMap(({ id, grade, sentence, areGoodLost = false }) => {
    const row = REMEDIES[id]
    if (!row || grade === 'good' || grade === 'not-seen') return []
    const same = caseAskingSame(id)
    const { kind, severity } = areGoodLost
      ? ({ kind: 'good-refused', severity: brittle } as const)
      : { kind: row.kind, severity: same?.severity ?? row.severity ?? brittle }
    const isFailing = grade === 'dangerous' && same?.class !== 'POLICY' // of which both answers can be defended
    return [{ id, kind, severity, remedy: row.remedy, isFailing, sentence }]
  })
}

/** The score card for a terminal, a line each. */
export function renderKeySetCard({ rows, stopped }: KeySetScoreCard): readonly string[] {
  const lines = rows.map(({ title, value, unit, grade, sentence }) => {
    const shown = measuredWords(value, unit) || '-'
    return `${grade.replace('-', ' ').padEnd(14)} ${title}: ${shown}. ${sentence}`
  })
  return [...lines, ...(stopped === undefined ? [] : [`It ended early: ${stopped}`])]
}
