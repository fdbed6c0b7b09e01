import { counted } from '../counted.ts'
import { type FullReport } from './full-report.ts'
import { groupReasons, groupRemarks } from './group-words.ts'
import { terminalText, type ReportBrush } from './report-brush.ts'

/** More names than these are no short list. */
const MOST_CASE_IDS = 6

/** Two lines each; the others are for --json and --html. */
const MOST_REMARKS = 5

/** Of what targets said to one kind of remark, as much is told. */
const MOST_SAID = 3

/** What is odd, by its kind, in a dozen of lines at most. */
export function remarkLines({ cases }: FullReport, brush: ReportBrush): string[] {
  const groups = groupRemarks(cases)
  if (groups.length === 0) return []
  const others = groups.slice(MOST_REMARKS)
  const left = new Set(others.flatMap(({ ids }) => ids)).size
  return [
    '',
    brush('bold', '  Remarks: odd, and safe'),
    ...groups.slice(0, MOST_REMARKS).flatMap(({ words, ids, said }) => {
      const quoted = said.slice(0, MOST_SAID).map((each) => `"${each.words}" (${each.ids.length})`)
      const more = said.length > MOST_SAID ? ` and ${said.length - MOST_SAID} other texts` : ''
      const spoken = quoted.length > 0 ? `: ${quoted.join(', ')}${more}` : ''
      return [`${countColumn(ids)}  ${terminalText(words + spoken)}`, idLine(ids, brush)]
    }),
    ...(others.length === 0
      ? []
      : [
          `        and ${counted(others.length, 'other remark')}, of ${counted(left, 'case')}: --json and --html have all`,
        ]),
  ]
}

/** What nobody can tell, and why; each with its cases, for something can be done about most. */
export const unknownLines = ({ cases }: FullReport, brush: ReportBrush): string[] =>
  withTitle(
    'Nobody can tell',
    groupReasons(cases, 'inconclusive').flatMap(({ words, ids }) => [
      `${countColumn(ids)}  ${terminalText(words)}`,
      idLine(ids, brush),
    ]),
    brush,
  )

/** What was not run, by reason, one line each. */
export const notRunLines = ({ cases }: FullReport, brush: ReportBrush): string[] =>
  withTitle(
    'Not run, and why',
    groupReasons(cases, 'not-run').map(({ words, ids }) => `${countColumn(ids)}  ${terminalText(words)}`),
    brush,
  )

const withTitle = (title: string, lines: readonly string[], brush: ReportBrush) =>
  lines.length === 0 ? [] : ['', brush('bold', `  ${title}`), ...lines]

const countColumn = (ids: readonly string[]) => `  ${String(ids.length).padStart(4)}`

function idLine(ids: readonly string[], brush: ReportBrush): string {
  const more = ids.length > MOST_CASE_IDS ? ` and ${ids.length - MOST_CASE_IDS} more` : ''
  return brush('dim', `${' '.repeat(8)}${terminalText(ids.slice(0, MOST_CASE_IDS).join(', '))}${more}`)
}
