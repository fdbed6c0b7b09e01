import { shownText } from '#core/shown-text'
import { expectedWords, gotWords, isMeasured, type FoundCase } from './full-report.ts'
import type { FindingGroup } from './group-findings.ts'
import { terminalText, type ReportBrush } from './report-brush.ts'

/** Of one change, as many cases are told whole; the others in a line each. */
const TOLD_WHOLE = 3

/** The findings, what to change first; nothing where there are none. */
export function findingLines(groups: readonly FindingGroup[], brush: ReportBrush): string[] {
  return groups.flatMap(({ level, isFailing, remedy, cases }) => {
    const [mark, style] = isFailing ? (['✗', 'red'] as const) : (['!', 'yellow'] as const)
    const count = cases.length > 1 ? `, ${cases.length} cases` : ''
    const others = cases.slice(TOLD_WHOLE)
    return [
      '',
      brush([style, 'bold'], `  ${mark} ${level.toUpperCase()}${count}${isFailing ? '' : ', by policy only'}`),
      `    ${brush('bold', 'change')}  ${brush('bold', terminalText(remedy))}`,
      ...cases.slice(0, TOLD_WHOLE).flatMap((each) => caseLines(each, brush)),
      ...(others.length > 0 ? ['', `    and ${others.length} more`] : []),
      ...others.map((each) => `      ${paddedId(each, others)}  ${gotWords(each)}  ${terminalText(each.title)}`),
    ]
  })
}

const paddedId = ({ id }: FoundCase, cases: readonly FoundCase[]) =>
  terminalText(id).padEnd(Math.max(...cases.map((each) => terminalText(each.id).length)))

function caseLines(result: FoundCase, brush: ReportBrush): string[] {
  const { id, title, class: kind, finding, references, attempt, got, curl } = result
  const body = got && got.body.trim() !== '' ? `: ${terminalText(got.body)}` : ''
  const rows = [
    ...(isMeasured(result)
      ? []
      : [
          ['wanted', expectedWords(result)],
          ['got', `${gotWords(result)}${body}`],
        ]),
    ...(attempt === undefined ? [] : [['sent as', attempt]]),
    ['why', [...new Set([...references, `CWE-${finding.severity.cwe}`])].join('; ')],
  ]
  return [
    '',
    `    ${brush('bold', terminalText(id))} ${brush('dim', `(${kind}) ${terminalText(title)}`)}`,
    `      ${terminalText(finding.sentence)}`,
    ...rows.map(([name = '', text = '']) => `      ${brush('dim', name.padEnd(7))}  ${terminalText(text)}`),
    ...(curl === undefined ? [] : [`      ${brush('dim', 'again'.padEnd(7))}  ${shownText(curl)}`]),
  ]
}
