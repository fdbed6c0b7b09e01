import type { Attack } from '#attacks'
import type { LibraryRun, LibraryTable } from './library-table.ts'
import { LIBRARY_TITLES, LIBRARY_WORDS } from './library-words.ts'
import { columnsOfTable, countVerdictsOf, rowsOfTable, type LibraryColumn } from './table-rows.ts'
import { VERDICT_MARKS } from './verdict-marks.ts'

/** scenarios/attacks/libraries.md, as a whole. */
export function renderLibraryTable(table: LibraryTable, cases: readonly Attack[]): string {
  const columns = columnsOfTable(table)
  const [libraries, dialects] = [columns.filter(isLibrary), columns.filter((column) => !isLibrary(column))]
  return [
    '# What libraries and gateways say to the catalogue',
    '',
    `Measured on ${table.made}, and written by \`npm run library-table\`. Each library guards one route of a small service, as its users`,
    'write it: by **default** with what most tutorials show (issuer, audience, key set), and **hardened** with every setting that it has for',
    'an access token of RFC 9068. The services are tests/interop/javascript and examples/gateways.',
    '',
    'Not sent: what needs another key set than the issuer has (most read it again after half a minute at the earliest: that is what',
    '`npm run probe -- --keys` is for), and what is for an issuer, for bound tokens or for scopes. A row is there where anybody is wrong.',
    'That a library believes a token of class POLICY, or one that its user would have to know more about, is no flaw by itself: the',
    'cases say what a strict service does.',
    '',
    ...countLines('## Counts', libraries),
    '## By library',
    '',
    ...libraries.flatMap(aboutLibrary),
    '## Cases',
    '',
    `${legend()} Two signs in a cell: by default, and hardened.`,
    '',
    ...tables(libraries, { ...table, runs: libraries.flatMap(({ runs }) => runs) }, cases),
    '## The dialects of this sandbox',
    '',
    'Systems as the sandbox imitates them, without leeway, and our own strict verifier; the reasons stand beside their tests, in',
    'tests/support/dialect-findings.ts. The strict one takes any token of the issuer here: the profile of RFC 9068 is asked for elsewhere.',
    '',
    ...countLines('### Counts of the dialects', dialects),
    ...tables(dialects, { ...table, runs: dialects.flatMap(({ runs }) => runs) }, cases),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n')
}

const isLibrary = ({ runs }: LibraryColumn) => runs.every(({ hardening }) => hardening !== 'dialect')

const titleOfColumn = ({ library }: Pick<LibraryRun, 'library'>) => LIBRARY_TITLES[library] ?? library

function legend(): string {
  const marks = Object.values(VERDICT_MARKS).flatMap(({ sign, words }) => (sign === ' ' ? [] : [`${sign} ${words}`]))
  return `${marks.join('; ')}; nothing: ${VERDICT_MARKS['not-run'].words}.`
}

function countLines(heading: string, columns: readonly LibraryColumn[]): string[] {
  const rows = columns.flatMap(({ runs }) =>
    runs.map((run) => {
      const { sent, wrong, believed, goesOn, goodRefused, broken, besides } = countVerdictsOf(run)
      const counts = [sent, wrong, believed, goesOn, goodRefused, broken, besides]
      const cells = [titleOfColumn(run), run.hardening, run.versions, ...counts]
      return `| ${cells.join(' | ')} |`
    }),
  )
  return [
    heading,
    '',
    '| who | how | version | sent | wrong | believed | goes on, unnamed | good refused | 5xx, or ended | something besides |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ]
}

function aboutLibrary({ library, runs }: LibraryColumn): string[] {
  const words = LIBRARY_WORDS[library] ?? []
  const said = (isMended: boolean) =>
    words
      .filter(({ mendedBy }) => (mendedBy !== undefined) === isMended)
      .map(
        ({ text, cases, mendedBy }) =>
          `- ${text} (${cases.map((id) => `\`${id}\``).join(', ')})${mendedBy === undefined ? '' : `. Mended by ${mendedBy}`}`,
      )
  return [
    `### ${titleOfColumn({ library })}`,
    '',
    `${runs[0]?.versions ?? ''}. By default it`,
    '',
    ...said(true),
    '',
    'With every setting that it has, it still',
    '',
    ...said(false),
    '',
  ]
}

function tables(columns: readonly LibraryColumn[], table: LibraryTable, cases: readonly Attack[]): string[] {
  const rows = Map.groupBy(rowsOfTable(table, cases, false), ({ family }) => family)
  const titles = columns.map((column) => titleOfColumn(column))
  return [...rows].flatMap(([family, own]) => [
    `#### ${family}`,
    '',
    `| case | what it is | class | ${titles.join(' | ')} |`,
    `| --- | --- | --- |${' --- |'.repeat(titles.length)}`,
    ...own.map(({ id, title, class: why, cells }) => {
      const marks = cells.map((runs) =>
        runs
          .map((verdict) => VERDICT_MARKS[verdict].sign)
          .join(' ')
          .trim(),
      )
      return `| \`${id}\` | ${title.replaceAll('|', '\\|')} | ${why} | ${marks.join(' | ')} |`
    }),
    '',
  ])
}
