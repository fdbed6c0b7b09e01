import { CATALOGUE, type Attack } from '#attacks'
import { UsageFault, type Arguments } from '#core/process/command-line'
import { table } from '#core/process/help'
import type { Terminal } from '#core/process/terminal'
import { chooseCases } from './choose-cases.ts'
import { caseNamesIn } from './case-names.ts'
import { REPORT_FILES } from './options.ts'
import { writeReportFile } from './reports/write-report-file.ts'

/**
 * Lists the cases, one in a line, and sends nothing. `--only` and `--skip` choose among them as in a run; `--json` writes them for programs.
 * @throws UsageFault for a report that a list cannot be written as, and for a name that no case and no family has
 */
export async function listCases(
  { words, options, lists = {} }: Arguments,
  { terminal, folder }: { readonly terminal: Terminal; readonly folder: string },
): Promise<void> {
  const other = [...REPORT_FILES, 'baseline'].find((kind) => kind !== 'json' && options[kind] !== undefined)
  if (other !== undefined) throw new UsageFault(`--list is written with --json, and not with --${other}.`)
  const stray = words.find((word) => !word.includes('://'))
  if (stray !== undefined)
    throw new UsageFault(`--list takes no "${stray.slice(0, 40)}": --only=NAMES lists some cases or families alone.`)
  const only = lists['only'] && caseNamesIn(lists['only'])
  const skip = caseNamesIn(lists['skip'] ?? [])
  const { cases, whyLeftOut } = chooseCases({ only, skip, withCost: false, further: [] })
  const listed = cases.flatMap((attack) => {
    const option = OPTION.exec(whyLeftOut(attack) ?? '')?.[0]
    return option === '--skip' ? [] : [{ attack, option }]
  })
  if (typeof options['json'] === 'string') {
    const written = listed.map(({ attack, option }) => ({
      ...writtenAttack(attack),
      ...(option && { sentWith: option }),
    }))
    await writeReportFile(options['json'], `${JSON.stringify({ version: 1, cases: written }, null, 2)}\n`, folder)
  }
  const rows = listed.map(({ attack: { id, family, class: kind, title }, option }) => [
    id,
    family,
    kind,
    option === undefined ? title : `${title} (${option})`,
  ])
  terminal.write(`${table(rows).join('\n')}\n`)
  terminal.tell(`${listed.length} of ${CATALOGUE.length} cases. An option in brackets has a run send the case.\n`)
}

/** Which has a run send what it leaves out otherwise. */
const OPTION = /--[a-z-]+/

const writtenAttack = ({ id, family, title, class: kind, severity, references, needs, expects }: Attack) => ({
  id,
  family,
  class: kind,
  severity,
  title,
  references,
  needs,
  expects,
})
