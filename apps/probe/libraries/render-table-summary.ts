import type { Attack } from '#attacks'
import { isWrong, type LibraryRun, type LibraryTable, type LibraryVerdict } from './library-table.ts'
import { LIBRARY_TITLES, LIBRARY_WORDS } from './library-words.ts'
import { columnsOfTable, countVerdictsOf, demandedOf, verdictsById, type LibraryColumn } from './table-rows.ts'
import { VERDICT_MARKS } from './verdict-marks.ts'

const SUMMARY_BEGINS = '<!-- npm run library-table writes what follows -->'
const SUMMARY_ENDS = '<!-- npm run library-table wrote this -->'
/** Of the cases that a library is wrong about, as many are named, the gravest first. */
const WORST_TOLD = 3

type Gravity = Attack['severity']['level']
const GRAVITY: readonly Gravity[] = ['critical', 'high', 'medium', 'low']

/** Who believes a bad token is as wrong as the case is grave; what else goes wrong is graded by itself, whatever the token was. */
const GRADED: Readonly<Partial<Record<LibraryVerdict, Gravity>>> = {
  ended: 'high',
  crashed: 'medium',
  hung: 'medium',
  'good-refused': 'medium',
  watch: 'low',
}

/**
 * The README of the room with the table in it, one line for each library and each dialect: the one between the two marks is replaced.
 * @throws Error where the marks are missing
 */
export function withTableSummary(readme: string, table: LibraryTable, cases: readonly Attack[]): string {
  const [begin, end] = [readme.indexOf(SUMMARY_BEGINS), readme.indexOf(SUMMARY_ENDS)]
  if (begin < 0 || end < begin) throw new Error(`the README lacks the lines ${SUMMARY_BEGINS} and ${SUMMARY_ENDS}`)
  return `${readme.slice(0, begin + SUMMARY_BEGINS.length)}\n${renderTableSummary(table, cases)}\n${readme.slice(end)}`
}

function renderTableSummary({ made, runs: all }: LibraryTable, cases: readonly Attack[]): string {
  const columns = columnsOfTable({ made, runs: all.map((run) => demandedOf(run, cases)) })
  const [libraries, dialects] = [columns.filter(isOfOthers), columns.filter((column) => !isOfOthers(column))]
  return [
    '<!-- prettier-ignore-start -->',
    '',
    `Measured on ${made}. *Default* and *hardened*: wrong about so many of the cases of the classes MUST and SHOULD that were sent; those of POLICY,`,
    'where both answers can be defended, are counted in libraries.md alone. *The gravest*: three that are',
    `wrong by default; * when they are with every setting, too. Each is believed, but for ${SIGNS_USED.map(signAndWords).join('; ')}.`,
    '',
    '| library | version | default | hardened | the gravest | mended by |',
    '| --- | --- | --- | --- | --- | --- |',
    ...libraries.map(({ library, runs }) => {
      const [byDefault, hardened] = [runOf(runs, 'default'), runOf(runs, 'hardened')]
      const worst = gravestOf(byDefault, hardened, cases)
      return line(
        titleInSummary(library),
        byDefault?.versions ?? '',
        sum(byDefault),
        sum(hardened),
        worst,
        settingsThatMend(library),
      )
    }),
    '',
    '| dialect | the system | wrong | the gravest |',
    '| --- | --- | --- | --- |',
    ...dialects.map(({ library, runs: [run] }) =>
      line(titleInSummary(library), run?.versions ?? '', sum(run), gravestOf(run, undefined, cases)),
    ),
    '',
    'Our strict ones take any token of the issuer here: the profile of RFC 9068 is asked for elsewhere.',
    '',
    '<!-- prettier-ignore-end -->',
  ].join('\n')
}

const SIGNS_USED: readonly LibraryVerdict[] = ['open', 'good-refused', 'crashed', 'ended']

const signAndWords = (verdict: LibraryVerdict) => `${VERDICT_MARKS[verdict].sign} ${VERDICT_MARKS[verdict].words}`

const isOfOthers = ({ runs }: LibraryColumn) => runs.every(({ hardening }) => hardening !== 'dialect')

const runOf = (runs: readonly LibraryRun[], wanted: LibraryRun['hardening']) =>
  runs.find(({ hardening }) => hardening === wanted)

const line = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`

const titleInSummary = (library: string) => LIBRARY_TITLES[library] ?? library

function sum(run: LibraryRun | undefined): string {
  if (!run) return ''
  const { wrong, sent } = countVerdictsOf(run)
  return `${wrong} of ${sent}`
}

function gravestOf(run: LibraryRun | undefined, hardened: LibraryRun | undefined, cases: readonly Attack[]): string {
  if (!run) return ''
  const [verdicts, others] = [verdictsById(run), hardened && verdictsById(hardened)]
  const verdictOn = ({ id }: Attack) => verdicts.get(id) ?? 'not-run'
  const rank = (attack: Attack) => gravityOf(attack, verdictOn(attack))
  return cases
    .filter((attack) => isWrong(verdictOn(attack)))
    .toSorted((one, other) => rank(one) - rank(other))
    .slice(0, WORST_TOLD)
    .map((attack) => {
      const sign = verdictOn(attack) === 'believed' ? '' : ` ${VERDICT_MARKS[verdictOn(attack)].sign}`
      return `\`${attack.id}\`${sign}${isWrong(others?.get(attack.id) ?? 'not-run') ? ' *' : ''}`
    })
    .join(', ')
}

/** What a standard demands goes before what is best practice, and that before taste; then the severity counts. */
const gravityOf = ({ class: why, severity }: Attack, verdict: LibraryVerdict) =>
  ['MUST', 'SHOULD', 'POLICY'].indexOf(why) * GRAVITY.length + GRAVITY.indexOf(GRADED[verdict] ?? severity.level)

const settingsThatMend = (library: string) =>
  [...new Set((LIBRARY_WORDS[library] ?? []).flatMap((remark) => remark.mendedBy ?? []))].join('; ')
