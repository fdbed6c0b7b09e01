import { shownText } from '#core/shown-text'
import { titleBeside, type FoundCase } from './found-case.ts'
import { expectedWords, gotWords, isMeasured } from './full-report.ts'
import type { FindingGroup } from './group-findings.ts'
import { terminalText, type ReportBrush } from './report-brush.ts'

/** The findings, what to change first; nothing where there are none. */
export function findingLines(groups: readonly FindingGroup[], brush: ReportBrush): string[] {
  return groups.flatMap(({ level, isFailing, remedy, cases }) => {
    const [mark, style] = isFailing ? (['✗', 'red'] as const) : (['!', 'yellow'] as const)
    const count = cases.length > 1 ? `, ${cases.length} cases` : ''
    const [worst, ...others] = cases
    return [
      '',
      brush(
        [style, 'bold'],
        `  ${mark} ${level.toUpperCase()}${count}${isFailing ? '' : cases.every((each) => each.class === 'POLICY') ? ', by policy only' : ', worth a look'}`,
      ),
      `    ${brush('bold', 'change')}  ${brush('bold', terminalText(remedy))}`,
      ...(worst ? caseLines(worst, brush) : []),
      ...(others.length > 0 ? ['', '    The same change mends:'] : []),
      ...others.flatMap((each) => [mendedLine(each, others, brush), ...againLines(each, brush)]),
    ]
  })
}

/** One case, where another of the same change is told whole. */
function mendedLine(result: FoundCase, beside: readonly FoundCase[], brush: ReportBrush): string {
  const { severity, kind } = result.finding
  const what = kind === 'believed' ? terminalText(result.title) : terminalText(result.finding.sentence)
  return `      ${paddedId(result, beside)}  ${brush('dim', severity.level.padEnd('critical'.length))}  ${what}`
}

const paddedId = ({ id }: FoundCase, cases: readonly FoundCase[]) =>
  terminalText(id).padEnd(Math.max(...cases.map((each) => terminalText(each.id).length)))

function caseLines(result: FoundCase, brush: ReportBrush): string[] {
  const { id, class: kind, finding, references, attempt, got } = result
  const body = got && got.body.trim() !== '' ? `: ${terminalText(got.body)}` : ''
  const title = titleBeside(result)
  const rows = [
    ...(title === undefined ? [] : [['sent', title]]),
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
    `    ${brush('bold', terminalText(id))} ${brush('dim', `(${kind})`)}`,
    `      ${terminalText(finding.sentence)}`,
    ...rows.map(([name = '', text = '']) => `      ${brush('dim', name.padEnd(7))}  ${terminalText(text)}`),
    ...againLines(result, brush),
  ]
}

/** How the finding is repeated. */
const againLines = ({ curl }: FoundCase, brush: ReportBrush): string[] =>
  curl === undefined ? [] : [`      ${brush('dim', 'again'.padEnd(7))}  ${shownText(curl)}`]
