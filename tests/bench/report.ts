import type { Result } from './bench.ts'
import type { Row } from './summary.ts'
import { HAS_USAGE, NO_USAGE_NOTE } from './usage.ts'

/** The whole result for a person: one table, the ratios, the memory. */
export function report({ plan, rows, comparisons, peakMegabytes }: Result): string {
  const { rounds, maxSeconds, connections } = plan
  return [
    `Best of ${rounds} rounds of ${maxSeconds} s each, over TLS on ${connections} kept connections.`,
    'CPU is in seconds per 1000, without that of the caller.',
    ...(HAS_USAGE ? [] : [NO_USAGE_NOTE]),
    '',
    ...table(HEADINGS, rows.map(cells)),
    '',
    ...table(
      ['ratios, in CPU', '', 'aim', ''],
      comparisons.map(({ name, value, aim, isMet }) => [
        name,
        show(value, 2),
        aim === undefined ? '' : `<= ${aim}`,
        isMet === undefined ? '' : isMet ? 'met' : 'missed',
      ]),
    ),
    '',
    ...table(
      ['peak memory', 'MB'],
      Object.entries(peakMegabytes).map(([label, megabytes]) => [label, show(megabytes, 0)]),
    ),
    '',
  ].join('\n')
}

const HEADINGS = ['', 'per second', 'p50 ms', 'p99 ms', 'CPU', 'of which']

function cells({ name, perSecond, p50, p99, cpuPer1000, cpuByProcess }: Row): string[] {
  const parts = Object.entries(cpuByProcess).map(([label, seconds]) => `${label} ${show(seconds, 2)}`)
  return [
    name,
    show(perSecond, 0),
    show(p50, 2),
    show(p99, 2),
    show(cpuPer1000, 3),
    parts.length > 1 ? parts.join(', ') : '',
  ]
}

const show = (figure: number, digits: number) => (Number.isFinite(figure) ? figure.toFixed(digits) : '-')

/** Columns of equal width; the first and every last are texts, those between are figures. */
function table(headings: string[], lines: string[][]): string[] {
  const all = [headings, ...lines]
  const widths = headings.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)))
  return all.map((line) =>
    line
      .map((cell, column) =>
        column === 0 || column > 4 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
}
