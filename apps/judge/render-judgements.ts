import { styleText } from 'node:util'
import { titleOfRefusal } from '#core/access/reason-titles'
import type { AccessReason } from '#core/access/dialect'
import type { Terminal } from '#core/process/terminal'
import { wrapText } from '#core/process/wrap'
import { shownLines, shownText } from '#core/shown-text'
import type { Judge, JudgedCheck, Judgement, JudgeOutcome, Question } from './judgement.ts'
import { groupDifferences, type JudgeDifference } from './why/difference.ts'

/** What is shown of a question that was judged. */
export interface ShownJudgements {
  readonly question: Question
  readonly judges: readonly Judge[]
  readonly judgements: readonly Judgement[]
  readonly differences: readonly JudgeDifference[]
  /** What a person should know of the keys: a sentence each, without its full stop. */
  readonly notes: readonly string[]
  readonly withChecks: boolean
}

type Styles = Parameters<typeof styleText>[0]
type Brush = (style: Styles, text: string) => string

/** The table, the checks where they are wanted, and why they differ. Lines are broken at the width of the terminal. */
export function renderJudgements(shown: ShownJudgements, terminal: Pick<Terminal, 'columns' | 'colours'>): string {
  const brush: Brush = (style, text) => (terminal.colours ? styleText(style, text, { validateStream: false }) : text)
  const { judgements, withChecks } = shown
  const lines = [
    '',
    ...aboutLines(shown),
    '',
    ...tableLines(shown, brush),
    ...judgements.flatMap(({ judge, outcome, reason }) =>
      outcome === 'cannot-judge' ? ['', `  ${judge} cannot judge: ${shownText(reason)}`] : [],
    ),
    ...(withChecks ? judgements.flatMap((each) => checkLines(each, brush)) : []),
    ...differenceLines(shown.differences, brush),
    '',
  ]
  return wrapText(lines.join('\n'), terminal.columns)
}

/** A terminal takes no more of a name that somebody has chosen. Characters. */
const MOST_OF_NAME = 200

const shownStart = (text: string) => shownText(text.slice(0, MOST_OF_NAME))

function aboutLines({ question: { expected, keys, now }, notes }: ShownJudgements): string[] {
  return [
    `  expected  issuer ${shownStart(expected.issuer)}, audience ${shownStart(expected.audience)}`,
    `  keys      those of ${shownStart(keys.from)}`,
    `  at        ${new Date(now).toISOString()}`,
    ...notes.map((note) => `  note      ${shownStart(note)}.`),
  ]
}

const VERDICTS: Record<JudgeOutcome, { mark: string; word: string; style: Styles }> = {
  believed: { mark: '✓', word: 'believed', style: 'green' },
  refused: { mark: '✗', word: 'refused', style: 'red' },
  open: { mark: '○', word: 'not asked', style: 'yellow' },
  'cannot-judge': { mark: '?', word: 'cannot judge', style: 'dim' },
}

/** Each judge has a line: who, what it says, with which status, by which check and why, and what it is. */
function tableLines({ judges, judgements }: ShownJudgements, brush: Brush): string[] {
  const head = ['  judge', 'verdict', 'status', 'decided by', 'it is']
  const rows = judgements.map(({ judge, outcome, status, decidedBy, reason }) => [
    `${VERDICTS[outcome].mark} ${judge}`,
    VERDICTS[outcome].word,
    status === 0 ? '' : String(status),
    decidedBy === '' ? '' : `${decidedBy} (${reason})`,
    judges.find(({ id }) => id === judge)?.title ?? '',
  ])
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const inLine = (row: readonly string[]) =>
    `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd()
  return [
    brush('bold', inLine(head)),
    ...rows.map((row, at) => brush(VERDICTS[judgements[at]?.outcome ?? 'refused'].style, inLine(row))),
  ]
}

const CHECK_OUTCOMES: Record<JudgedCheck['outcome'], { mark: string; style: Styles; says: string }> = {
  passed: { mark: '✓', style: 'green', says: '' },
  failed: { mark: '✗', style: 'red', says: '' },
  'never-reached': { mark: '·', style: 'dim', says: ' (never reached)' },
  'nothing-to-check': { mark: '–', style: 'dim', says: ' (nothing to check)' },
}

/** A judge with all its checks in their order, and its answer. */
function checkLines({ judge, outcome, status, checks, answer, decidedBy, reason }: Judgement, brush: Brush): string[] {
  if (outcome === 'cannot-judge') return []
  const width = Math.max(...checks.map(({ check }) => check.length))
  const why = titleOfRefusal({ reason: reason as AccessReason, check: decidedBy }) // undefined for a word of nobody's table
  return [
    '',
    brush(
      'bold',
      `  ${judge}: ${VERDICTS[outcome].word} (${status})${why && outcome === 'refused' ? `. ${why}.` : ''}`,
    ),
    ...checks.map(({ check, rule, outcome, words }) => {
      const { mark, style, says } = CHECK_OUTCOMES[outcome]
      return `    ${brush(style, `${mark} ${check.padEnd(width)}`)}  ${brush('dim', `${shownText(rule)}${words ? `: ${shownText(words)}` : ''}${says}`)}`
    }),
    ...(answer ? answerLines(answer) : []),
  ]
}

/** To the letter, but for what would move a cursor. */
const answerLines = ({ status, headers, body }: NonNullable<Judgement['answer']>): string[] => [
  `    answers ${status}`,
  ...Object.entries(headers).map(([name, value]) => `      ${name}: ${shownText(value)}`),
  ...(body === '' ? [] : shownLines(body.trimEnd()).map((line) => `      ${line}`)),
]

function differenceLines(differences: readonly JudgeDifference[], brush: Brush): string[] {
  return groupDifferences(differences).flatMap(({ title, differences: some }) => [
    '',
    brush('bold', `  ${title}`),
    ...some.flatMap(({ says, setting }) => [
      `  - ${shownText(says)}`,
      ...(setting === undefined ? [] : shownLines(setting.trimEnd()).map((line) => `      ${line}`)),
    ]),
  ])
}
