import { countVerdicts } from './count-verdicts.ts'
import { counted } from '../counted.ts'
import { CASE_VERDICTS, VERDICT_WORDS, type FullReport, type ReportSection } from './full-report.ts'
import { terminalText, type ReportBrush } from './report-brush.ts'

/** How many cases of each family had which verdict, and the sums: of bad tokens, and of good ones, which are right where they are believed. */
export function familyLines({ cases, summary }: FullReport, brush: ReportBrush): string[] {
  const bad = cases.filter(({ family }) => family !== 'good')
  const good = cases.filter(({ family }) => family === 'good')
  const rows = [
    ...countVerdicts(bad),
    ...countVerdicts(bad.map((each) => ({ ...each, family: 'bad tokens' }))),
    ...countVerdicts(good.map((each) => ({ ...each, family: 'good tokens' }))),
  ]
  const heads = CASE_VERDICTS.map((verdict) => VERDICT_WORDS[verdict])
  const first = Math.max('family'.length, ...rows.map(({ family }) => terminalText(family).length))
  const inColumns = (name: string, cells: readonly string[]) =>
    `  ${terminalText(name).padEnd(first)}${cells.map((cell, at) => `  ${cell.padStart(heads[at]?.length ?? 0)}`).join('')}`
  const seconds = (summary.milliseconds / 1000).toFixed(1)
  return [
    '',
    brush('bold', `  ${counted(cases.length, 'case')} in ${seconds} s`),
    '  Bad tokens should be refused, and good ones believed; of some, both is right. ✗ says how many went wrong.',
    brush('dim', inColumns('family', heads)),
    ...rows.map(({ family, counts, wrong }) => {
      const line = inColumns(
        family,
        CASE_VERDICTS.map((verdict) => String(counts[verdict] || '·')),
      )
      const whole = wrong > 0 ? brush('red', `${line}  ✗ ${wrong}`) : line
      return family.endsWith(' tokens') ? brush('bold', whole) : whole
    }),
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
