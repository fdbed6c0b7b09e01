import type { Result } from './bench.ts'
import type { ConsoleFigure } from './console-figures.ts'
import type { IssuerFigures } from './issuers/measure-issuers.ts'
import type { StartTimes } from './start-times.ts'
import type { Comparison, Row, Spread } from './summary.ts'
import { HAS_USAGE, NO_USAGE_NOTE } from './usage.ts'

/** The whole result for a person: the rows, the ratios, the start, the memory. */
export function report({
  plan,
  rows,
  comparisons,
  start,
  whole,
  console: figures,
  issuers,
  lackingIssuers,
  peakMegabytes,
  load,
}: Result): string {
  const { rounds, cpuSeconds, connections } = plan
  return [
    `Load of the machine: ${load.map((one) => show(one, 1)).join(' before, ')} after, the bench itself included.`,
    ...(HAS_USAGE ? [] : [NO_USAGE_NOTE]),
    ...(rows.length > 0
      ? [
          `The median of ${rounds} rounds of ${cpuSeconds} s of CPU each, on ${connections} kept connections, over TLS but for what is plain and the sidecars; in brackets, where half of them lie.`,
          'CPU is in milliseconds for one, without that of the caller. "others" is their share of the machine meanwhile.',
        ]
      : []),
    ...section(ROW_HEADINGS, rows.map(rowCells)),
    ...section(RATIO_HEADINGS, comparisons.map(ratioCells)),
    ...section(START_HEADINGS, start.map(startCells)),
    ...section(figureHeadings('all of npm start'), whole.map(figureCells)),
    ...section(figureHeadings('the console'), figures.map(figureCells)),
    ...section(figureHeadings('from the call to the first token'), issuers.flatMap(firstTokens).map(figureCells)),
    ...section(ISSUER_HEADINGS, issuers.map(issuerCells)),
    ...lackingIssuers,
    ...section(
      ['peak memory', 'MB'],
      Object.entries(peakMegabytes).map(([label, megabytes]) => [label, show(megabytes, 0)]),
    ),
    '',
  ].join('\n')
}

const ROW_HEADINGS = ['', 'CPU ms', '', 'others', 'per second', 'p50 ms', 'p99 ms', 'of which']

function rowCells({ name, perSecond, p50, p99, cpuPer1000, cpuByProcess, foreignShare }: Row): string[] {
  const parts = Object.entries(cpuByProcess).map(([label, seconds]) => `${label} ${show(seconds, 3)}`)
  return [
    name,
    ...withRange(cpuPer1000, 3),
    Number.isFinite(foreignShare) ? `${show(100 * foreignShare, 0)} %` : '-',
    show(perSecond.median, 0),
    show(p50, 2),
    show(p99, 2),
    parts.length > 1 ? parts.join(', ') : '',
  ]
}

const RATIO_HEADINGS = ['ratios, in CPU', '', '', 'aim', '']

function ratioCells(comparison: Comparison): string[] {
  const { name, aim, isMet } = comparison
  return [
    name,
    ...withRange(comparison, 2),
    aim === undefined ? '' : `<= ${aim}`,
    isMet === undefined ? '' : isMet ? 'met' : 'missed',
  ]
}

const START_HEADINGS = ['start', 'seconds', '', 'CPU s', '', 'waiting s', '']

const startCells = ({ name, seconds, cpu, waiting }: StartTimes): string[] => [
  name,
  ...withRange(seconds, 2),
  ...withRange(cpu, 2),
  ...withRange(waiting, 2),
]

const figureHeadings = (what: string) => [what, '', '', 'aim', '']

const figureCells = ({ name, unit, aim, ...figure }: ConsoleFigure): string[] => [
  name,
  ...withRange(figure, unit === 'ms' ? 1 : 2),
  aim === undefined ? '' : `< ${aim} ${unit}`,
  Number.isNaN(figure.median)
    ? 'not measured: this machine lacks what it takes'
    : aim === undefined
      ? ''
      : figure.median < aim
        ? 'met'
        : 'missed',
]

/** By the clock it says something on a quiet machine alone; CPU says so on a busy one, too, and so does the best of some starts. */
const firstTokens = ({
  name,
  aim,
  firstToken,
  firstTokenLeast: least,
  firstTokenCpu,
}: IssuerFigures): ConsoleFigure[] => [
  { name: `${name}, CPU`, unit: 'ms', aim, ...firstTokenCpu },
  { name: `${name}, by the clock`, unit: 'ms', aim, ...firstToken },
  { name: `${name}, at best`, unit: 'ms', aim, median: least, low: least, high: least },
]

const ISSUER_HEADINGS = ['issuers for tests', 'import, CPU ms', '', 'token by HTTP, CPU ms', '', 'per second', 'token by call, CPU ms', '', 'per second', 'MB'] // prettier-ignore

const issuerCells = (issuer: IssuerFigures): string[] => [
  issuer.name,
  ...withRange(issuer.importCpu, 0),
  ...withRange(issuer.tokenCpu, 3),
  show(issuer.perSecond.median, 0),
  ...withRange(issuer.callCpu, 3),
  show(issuer.callsPerSecond.median, 0),
  show(issuer.megabytes.median, 0),
]

const withRange = ({ median, low, high }: Spread, digits: number): [string, string] => [
  show(median, digits),
  `(${show(low, digits)} to ${show(high, digits)})`,
]

const show = (figure: number, digits: number) => (Number.isFinite(figure) ? figure.toFixed(digits) : '-')

/** Columns of equal width under an empty line; nothing at all without lines. */
function section(headings: string[], lines: string[][]): string[] {
  if (lines.length === 0) return []
  const all = [headings, ...lines]
  const widths = headings.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)))
  const align = (cell: string, column: number) =>
    /^[\d.]+(?: %)?$/.test(cell) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
  return ['', ...all.map((line) => line.map(align).join('  ').trimEnd())]
}
