import { counted } from '../counted.ts'
import type { BaselineComparison } from './compare-baseline.ts'
import { isDoorFindingId } from './door-finding.ts'
import { terminalText, type ReportBrush } from './report-brush.ts'

/** What a baseline knows of a run, a line for each of its entries. */
export function baselineLines(comparison: BaselineComparison, brush: ReportBrush): string[] {
  const { accepted, acceptedDoors, fixed, open, unknown, warnings } = comparison
  const rows = [
    ...accepted.map(({ found: { id }, because }) => ['known', id, because]),
    ...acceptedDoors.map(({ door: { id }, because }) => ['known', id, because]),
    ...fixed.map(({ id }) => ['✓ fixed', id, 'take it out of the baseline']),
    ...open.map(({ id }) => ['open', id, 'accepted, and not seen in this run']),
    ...unknown.map(({ id }) => [
      '! no case',
      id,
      isDoorFindingId(id) ? 'this run has no such door or token' : 'there is no such case in this run',
    ]),
  ]
  const width = Math.max(...rows.map(([, id = '']) => terminalText(id).length))
  return [
    '',
    brush(
      'bold',
      `  Baseline: ${counted(accepted.length + acceptedDoors.length, 'finding')} known, ${fixed.length} fixed since`,
    ),
    ...warnings.map((warning) => `  ! ${terminalText(warning)}`),
    ...rows.map(
      ([what = '', id = '', why = '']) =>
        `  ${what.padEnd(9)}  ${terminalText(id).padEnd(width)}  ${terminalText(why)}`,
    ),
  ]
}
