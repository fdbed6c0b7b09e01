import { countVerdicts } from './count-verdicts.ts'
import { CASE_VERDICTS, counted, VERDICT_WORDS, type FullReport, type ReportSection } from './full-report.ts'
import { terminalText, type ReportBrush } from './report-brush.ts'

/** How many cases of each family had which verdict, and the sum. */
export function familyLines({ cases, summary }: FullReport, brush: ReportBrush): string[] {
  const families = countVerdicts(cases)
  const heads = CASE_VERDICTS.map((verdict) => VERDICT_WORDS[verdict])
  const first = Math.max('family'.length, ...families.map(({ family }) => terminalText(family).length))
  const inColumns = (name: string, cells: readonly string[]) =>
    `  ${terminalText(name).padEnd(first)}${cells.map((cell, at) => `  ${cell.padStart(heads[at]?.length ?? 0)}`).join('')}`
  const all = CASE_VERDICTS.map((verdict) => cases.filter((each) => each.verdict === verdict).length)
  const seconds = (summary.milliseconds / 1000).toFixed(1)
  return [
    '',
    brush('bold', `  ${counted(cases.length, 'case')} in ${seconds} s`),
    brush('dim', inColumns('family', heads)),
    ...families.map(({ family, counts, wrong }) => {
      const line = inColumns(
        family,
        CASE_VERDICTS.map((verdict) => String(counts[verdict] || '·')),
      )
      const isWrong = CASE_VERDICTS.some((verdict) => wrong[verdict] > 0)
      return isWrong ? brush('red', `${line}  ✗`) : line
    }),
    brush('bold', inColumns('all', all.map(String))),
  ]
}

/** A table of its own, with its sentences. */
export function sectionLines({ title, head, rows, notes = [] }: ReportSection, brush: ReportBrush): string[] {
  const all = [...(head ? [head] : []), ...rows].map((row) => row.map(terminalText))
  const widths = all.reduce<number[]>((most, row) => {
    row.forEach((cell, at) => void (most[at] = Math.max(most[at] ?? 0, cell.length)))
    return most
  }, [])
  const lines = all.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd())
  const styled = lines.map((line, at) => {
    if (head && at === 0) return brush('dim', line)
    return all[at]?.some((cell) => cell.startsWith('✗')) ? brush('red', line) : line
  })
  return ['', brush('bold', `  ${terminalText(title)}`), ...styled, ...notes.map((note) => `  ${terminalText(note)}`)]
}
