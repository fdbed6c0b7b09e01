import { CATALOGUE } from '#attacks'
import { html } from '#core/page/html'
import { isWrong, type LibraryVerdict } from '../../../probe/libraries/library-table.ts'
import { LIBRARY_TITLES, LIBRARY_WORDS } from '../../../probe/libraries/library-words.ts'
import { readLibraryTable } from '../../../probe/libraries/read-library-table.ts'
import { columnsOfTable, countVerdictsOf, rowsOfTable } from '../../../probe/libraries/table-rows.ts'
import { VERDICT_MARKS } from '../../../probe/libraries/verdict-marks.ts'
import type { ConsolePage } from '../../shell/shell.ts'
import type { LibrariesState, ShownCell } from './libraries-state.ts'
import { LibrariesView } from './libraries.view.ts'

/** What libraries and gateways said to the catalogue. @param query who, family, all=1; what is unknown is all */
export function librariesPage(query: Readonly<Record<string, unknown>>): ConsolePage<LibrariesState> {
  const state = stateOfTable(query)
  return {
    title: 'Libraries',
    module: 'apps/console/pages/libraries/libraries.browser.ts',
    state,
    body: html`<${LibrariesView} state=${state} />`,
  }
}

function stateOfTable(query: Readonly<Record<string, unknown>>): LibrariesState {
  const table = readLibraryTable()
  const who = query['who'] === 'dialects' ? 'dialects' : 'libraries'
  const isAll = query['all'] === '1'
  const runs = table.runs.filter(({ hardening }) => (hardening === 'dialect') === (who === 'dialects'))
  const rows = Map.groupBy(rowsOfTable({ ...table, runs }, CATALOGUE, isAll), ({ family }) => family)
  const family = typeof query['family'] === 'string' && rows.has(query['family']) ? query['family'] : undefined
  return {
    made: table.made,
    who,
    family,
    isAll,
    families: [...rows.keys()],
    columns: columnsOfTable({ ...table, runs }).map(({ library, runs: own }) => ({
      title: LIBRARY_TITLES[library] ?? library,
      versions: own[0]?.versions ?? '',
      counts: own.map((run) => ({
        how: run.hardening,
        wrong: countVerdictsOf(run).wrong,
        sent: countVerdictsOf(run).sent,
      })),
      remarks: LIBRARY_WORDS[library] ?? [],
    })),
    sections: [...rows].flatMap(([name, own]) =>
      family === undefined || name === family
        ? [
            {
              family: name,
              rows: own.map(({ id, title, class: why, severity, cells }) => ({
                id,
                title,
                class: why,
                level: severity.level,
                cells: cells.map(shownCell),
              })),
            },
          ]
        : [],
    ),
    legend: Object.keys(VERDICT_MARKS).map((verdict) => markFor(verdict as LibraryVerdict)), // its keys are
  }
}

const markFor = (verdict: LibraryVerdict) => ({
  ...VERDICT_MARKS[verdict],
  kind: isWrong(verdict) ? 'wrong' : verdict,
})

const shownCell = (verdicts: readonly LibraryVerdict[]): ShownCell => ({
  marks: verdicts.map(markFor),
  isWrong: verdicts.some(isWrong),
})
