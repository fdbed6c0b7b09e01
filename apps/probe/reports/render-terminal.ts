import { stripVTControlCharacters } from 'node:util'
import { wrapLine } from '#core/process/wrap'
import type { CaseResult } from '../probe-report.ts'
import type { BaselineComparison } from './compare-baseline.ts'
import { concludeReport } from './count-verdicts.ts'
import {
  isMeasured,
  WORDS_OF_MODE,
  statusWords,
  VERDICT_WORDS,
  sectionsOf,
  caseState,
  type FullReport,
} from './full-report.ts'
import { firstWords } from './first-words.ts'
import { groupFindings, type FindingGroup } from './group-findings.ts'
import { protectReport } from './protect-report.ts'
import { baselineLines } from './render-baseline.ts'
import { findingLines } from './render-findings.ts'
import { createBrush, terminalText, type ReportBrush } from './report-brush.ts'
import { notRunLines, remarkLines, unknownLines } from './render-lists.ts'
import { familyLines, sectionLines } from './render-tables.ts'

/** How a report is written to a terminal. */
export interface TerminalReportOptions {
  /** Columns; Infinity where no person looks: then no line is broken. */
  readonly width: number
  readonly isColoured: boolean
  readonly comparison?: BaselineComparison
  /** Where the whole reports are. */
  readonly files?: readonly string[]
}

/**
 * The report for a person: findings first, the most severe first, what one change mends together. Nothing that a target
 * answered moves the cursor. A curl line is never broken, so that it can be copied.
 */
export function renderTerminal(report: FullReport, options: TerminalReportOptions): string {
  const { width, isColoured, comparison, files = [] } = options
  const safe = protectReport(report)
  const brush = createBrush(isColoured)
  const groups = groupFindings(comparison?.newFindings.map((each) => protectedCase(safe, each)) ?? safe.cases)
  const conclusion = concludeReport(safe, comparison)
  const style = { good: 'green', bad: 'red', open: 'yellow' } as const
  const lines = [
    '',
    ...headLines(safe, brush),
    ...findingLines(groups, brush),
    ...(comparison ? baselineLines(comparison, brush) : []),
    ...sectionsOf(safe).flatMap((section) => sectionLines(section, brush)),
    ...remarkLines(safe, brush),
    ...unknownLines(safe, brush),
    ...notRunLines(safe, brush),
    ...familyLines(safe, brush),
    '',
    brush([style[conclusion.state], 'bold'], `  ${terminalText(conclusion.words)}`),
    ...files.map((file) => `  The whole report: ${terminalText(file)}`),
    ...(groups.length > 0 ? [brush('dim', `  ${CLASSES_EXPLAINED}`)] : []),
    ...nextLines(groups, conclusion.state, files),
    '',
  ]
  return lines.flatMap((line) => (isCurl(line) ? [line] : wrapLine(line, width))).join('\n')
}

/** One case of a long run, as it comes. @returns a line without its end */
export function renderProgress(result: CaseResult, { done, total }: { done: number; total: number }): string {
  const mark = { good: '✓', bad: '✗', odd: '!', open: '·' }[caseState(result)]
  const count = `${String(done).padStart(String(total).length)} of ${total}`
  return `${count}  ${mark} ${terminalText(result.id)}  ${VERDICT_WORDS[result.verdict]}`
}

/** Whoever wants to copy it needs it whole. */
const isCurl = (line: string) => /^ {6}again +curl /.test(stripVTControlCharacters(line))

const protectedCase = (safe: FullReport, { id }: CaseResult) => safe.cases.find((each) => each.id === id) as CaseResult // it is a case of this report

function headLines({ target, controls, cases }: FullReport, brush: ReportBrush): string[] {
  const { method, url, issuer, audience, type, algorithms, mode, library } = target
  const first = firstWords(cases)
  const rows = [
    [
      'expects',
      `issuer ${issuer}, audience ${audience}, type ${type}, signed with ${algorithms.length > 1 ? 'any of ' : ''}${algorithms.join(', ')}`,
    ],
    ['tokens', WORDS_OF_MODE[mode].short + WORDS_OF_MODE[mode].further],
    ...(first === undefined ? [] : [['first', first]]),
    ...(library === undefined ? [] : [['library', `${library}, by its answers`]]),
    ...controls.filter(({ at, areRight }) => at === 'begin' || !areRight).map((each) => [
      'controls',
      `${each.areRight ? '✓' : '✗'} ${WHEN[each.at] ?? each.at}: a good token got ${statusWords(each.good)}, no token ${statusWords(each.noToken)}, garbage ${statusWords(each.garbage)}`,
    ]), // prettier-ignore
  ]
  return [
    brush('bold', `  ${terminalText(method)} ${terminalText(url)}`),
    '',
    ...rows.map(([name = '', text = '']) => `  ${brush('dim', name.padEnd(8))}  ${terminalText(text)}`),
  ]
}

const WHEN: Record<string, string> = { begin: 'at the beginning', end: 'at the end' }

const CLASSES_EXPLAINED =
  'MUST: a standard requires it. SHOULD: best practice. What is wrong by policy only can be defended, and fails no run.'

/** What a person can do now. */
function nextLines(
  groups: readonly FindingGroup[],
  state: 'good' | 'bad' | 'open',
  files: readonly string[],
): string[] {
  const [first] = groups.flatMap(({ isFailing, cases }) => (isFailing ? [cases] : []))
  const named = first?.filter((each) => !isMeasured(each))
  const ids = named?.slice(0, MOST_NEXT_IDS).map(({ id }) => id)
  const more = named && named.length > MOST_NEXT_IDS ? ` (${MOST_NEXT_IDS} of its ${named.length} cases)` : ''
  const again = ids && ids.length > 0 ? `the same with --only ${terminalText(ids.join(','))}${more}` : 'the same again'
  const steps = [
    ...(ids ? [`make the first change, and run ${again}`] : []),
    ...(ids ? ['what you must live with: --json known.json once, and --baseline known.json from then on'] : []),
    ...(files.length === 0 && state !== 'open' ? ['read all of it on one page: the same with --html report.html'] : []),
  ]
  return steps.map((step, at) => `  ${at === 0 ? 'Next' : '    '}  ${step}`)
}

/** A line that is copied is not long. */
const MOST_NEXT_IDS = 3
