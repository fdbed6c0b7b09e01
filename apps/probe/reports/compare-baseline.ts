import type { AcceptedFinding, Baseline } from './baseline.ts'
import type { FoundCase } from './found-case.ts'
import { doorFindings, isDoorFindingId, NO_GOOD_TOKEN, NO_MESH_CERTIFICATE, type DoorFinding } from './door-finding.ts'
import { NOT_KNOWN, type FullReport, type ReportSection } from './full-report.ts'
import { sortFindings } from './group-findings.ts'
import { protectReport, protectText } from './protect-report.ts'

/** A report beside what was known before. */
export interface BaselineComparison {
  /** Nobody has accepted these. */
  readonly newFindings: readonly FoundCase[]
  readonly accepted: readonly { readonly found: FoundCase; readonly because: string }[]
  /** The same of doors of the sandbox: whatever is new of these fails the run. */
  readonly newDoors: readonly DoorFinding[]
  readonly acceptedDoors: readonly { readonly door: DoorFinding; readonly because: string }[]
  /** Accepted, and no longer there: they can be taken out of the baseline. */
  readonly fixed: readonly AcceptedFinding[]
  /** Accepted, but their cases were not run, or nobody can tell. */
  readonly open: readonly AcceptedFinding[]
  /** Accepted, but this run has no such case. */
  readonly unknown: readonly AcceptedFinding[]
  /** How many of the new ones fail the run: any gives the exit code 1. */
  readonly failing: number
  /** What a person should know of the baseline. */
  readonly warnings: readonly string[]
}

/** What is compared: of a matrix alone the doors. */
type ComparedReport = Pick<FullReport, 'cases' | 'matrix'> & Partial<Pick<FullReport, 'target'>>

/** Says which findings are new, which were accepted, and which of the accepted ones are gone. */
export function compareWithBaseline(report: ComparedReport, baseline: Baseline): BaselineComparison {
  const known = baseline.accepted.map((each) => ({ ...each, because: protectText(each.because) }))
  const entryFor = ({ id, kind }: { id: string; kind: string }) =>
    known.find((each) => each.id === id && (each.kind ?? kind) === kind)
  const found = sortFindings(report.cases).map((each) => ({ each, entry: entryFor({ ...each.finding, id: each.id }) }))
  const doors = doorFindings(report.matrix).map((door) => ({ door, entry: entryFor(door) }))
  const used = new Set([...found, ...doors].map(({ entry }) => entry))
  const fates = known.filter((entry) => !used.has(entry)).map((entry) => ({ entry, fate: fateOf(entry, report) }))
  const entriesOf = (fate: Fate) => fates.flatMap((each) => (each.fate === fate ? [each.entry] : []))
  const newFindings = found.flatMap(({ each, entry }) => (entry ? [] : [each]))
  const newDoors = doors.flatMap(({ door, entry }) => (entry ? [] : [door]))
  return {
    newFindings,
    accepted: found.flatMap(({ each, entry }) => (entry ? [{ found: each, because: entry.because }] : [])),
    newDoors,
    acceptedDoors: doors.flatMap(({ door, entry }) => (entry ? [{ door, because: entry.because }] : [])),
    fixed: entriesOf('fixed'),
    open: entriesOf('open'),
    unknown: entriesOf('unknown'),
    failing: newFindings.filter(({ finding }) => finding.isFailing).length + newDoors.length,
    warnings: report.target ? warningsOf(protectText(report.target.url), baseline) : [],
  }
}

type Fate = 'fixed' | 'open' | 'unknown'

/** What became of what was accepted, and was not found again. */
function fateOf({ id }: AcceptedFinding, { cases, matrix }: ComparedReport): Fate {
  if (isDoorFindingId(id)) return matrix ? fateAtDoor(id, matrix) : 'unknown'
  const same = cases.find((each) => each.id === id)
  if (!same) return 'unknown'
  return ['not-run', 'inconclusive'].includes(same.verdict) ? 'open' : 'fixed'
}

/** A door that this run has, shown a token that it has, or none. */
function couldBeFound(id: string, known: ReportSection['doors']): boolean {
  if (!known) return true
  const [, door = '', token = ''] = /^matrix (\S+) (.*)$/s.exec(id) ?? []
  return (
    known.ids.includes(door) && ([NO_GOOD_TOKEN, NO_MESH_CERTIFICATE].includes(token) || known.tokens.includes(token))
  )
}

/** Of a play that was not seen nobody knows what its tokens would have been answered. */
function fateAtDoor(id: string, { rows, ids = [], notes = [], doors }: ReportSection): Fate {
  const isUnclear = ids.some((each, at) => each === id && rows[at]?.[0]?.startsWith('·'))
  if (isUnclear || notes.some((note) => note.startsWith(NOT_KNOWN))) return 'open'
  return couldBeFound(id, doors) ? 'fixed' : 'unknown'
}

function warningsOf(url: string, { target }: Baseline): string[] {
  if (target === undefined || protectText(target) === url) return []
  return [`The baseline was written for ${protectText(target)}.`]
}

/**
 * A baseline that accepts all findings of a report, to be edited: each says why it is accepted.
 * @param recorded when, as people write it
 */
export function writeBaseline(report: FullReport, recorded: string): string {
  const { target, cases, matrix } = protectReport(report)
  const found = [...sortFindings(cases).map(({ id, finding }) => ({ ...finding, id })), ...doorFindings(matrix)]
  const accepted = found.map(({ id, kind, sentence }) => ({
    id,
    kind,
    because: `Known, and not yet explained: ${sentence}`,
  }))
  return `${JSON.stringify({ target: target.url, recorded, accepted }, null, 2)}\n`
}
