import { z } from 'zod'
import { errorText } from '#core/error-text'
import { UsageFault } from '#core/process/command-line'
import { doorFindings } from './door-finding.ts'
import { protectText } from './protect-report.ts'

/** A finding that somebody knows, and lives with. */
export interface AcceptedFinding {
  readonly id: string
  readonly because: string
  /** Only if it is of this kind; absent: of any. */
  readonly kind?: string | undefined
}

/** The findings that do not fail a run. */
export interface Baseline {
  readonly target?: string | undefined
  readonly recorded?: string | undefined
  readonly accepted: readonly AcceptedFinding[]
}

/** A whole report has 20 times less. Characters. */
const LARGEST_BASELINE = 20_000_000

const FINDING_KINDS = ['believed', 'good-refused', 'crashed', 'hung', 'watch', 'open', 'no-certificate'] as const

const SAY_WHY = 'say why it is accepted, as a text'

const writtenByHand = z.strictObject({
  target: z.string().optional(),
  recorded: z.string().optional(),
  accepted: z.array(
    z.strictObject({
      id: z.string('it has the id of a case, as a text').min(1, 'it has the id of a case, as a text'),
      because: z.string(SAY_WHY).refine((text) => text.trim() !== '', SAY_WHY),
      kind: z.enum(FINDING_KINDS, `it is one of ${FINDING_KINDS.join(', ')}`).optional(),
    }),
    'it is a list of findings: [{"id":"aud-missing","because":"…"}]',
  ),
})

const earlierReport = z.object({
  version: z.literal(1),
  target: z.object({ url: z.string() }),
  cases: z.array(z.object({ id: z.string(), finding: z.object({ kind: z.enum(FINDING_KINDS) }).optional() })),
  matrix: z
    .object({
      title: z.string(),
      rows: z.array(z.array(z.string())),
      places: z.array(z.string()).default([]),
      ids: z.array(z.string()).default([]),
    })
    .optional(),
})

const earlierMatrix = z.object({
  version: z.literal(1),
  findings: z.array(z.object({ id: z.string(), kind: z.enum(FINDING_KINDS) })),
})

/**
 * Reads a baseline: `{"accepted":[{"id":"aud-missing","because":"…"}]}`, or a whole JSON report of an earlier run or of a matrix,
 * whose findings are accepted then.
 * @throws UsageFault that names every fault
 */
export function readBaseline(text: string): Baseline {
  if (text.length > LARGEST_BASELINE) throw new UsageFault(`The baseline has more than ${LARGEST_BASELINE} characters.`)
  const value = baselineValue(text)
  const has = (name: string) => typeof value === 'object' && value !== null && name in value
  if (has('cases')) {
    const { target, cases, matrix } = parseOrRefuse(earlierReport, value)
    const found = cases.flatMap(({ id, finding }) => (finding ? [{ id, kind: finding.kind }] : []))
    return { target: target.url, accepted: [...found, ...doorFindings(matrix)].map(acceptedEarlier) }
  }
  if (has('matrix')) return { accepted: parseOrRefuse(earlierMatrix, value).findings.map(acceptedEarlier) }
  return withIdsOnce(parseOrRefuse(writtenByHand, value))
}

const acceptedEarlier = ({ id, kind }: { id: string; kind: string }): AcceptedFinding => ({
  id,
  kind,
  because: 'it is in an earlier report',
})

function baselineValue(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new UsageFault(`The baseline is not JSON: ${protectText(errorText(error))}.`, { cause: error })
  }
}

/** Few are enough to see what is wrong with a file. */
const MOST_BASELINE_FAULTS = 10

function parseOrRefuse<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const { data, error } = schema.safeParse(value)
  if (!error) return data
  const faults = error.issues
    .slice(0, MOST_BASELINE_FAULTS)
    .map(({ path, message }) => `${memberPath(path)}: ${message}`)
  const further = error.issues.length - faults.length
  throw new UsageFault(`The baseline has faults. ${faults.join('. ')}${further > 0 ? `. And ${further} more` : ''}.`)
}

const memberPath = (path: readonly PropertyKey[]) =>
  path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('').replace(/^\./, '') || 'the whole' // prettier-ignore

function withIdsOnce(baseline: Baseline): Baseline {
  const seen = new Set<string>()
  const twice = baseline.accepted
    .map(({ id, kind }) => `${id}${kind ? ` (${kind})` : ''}`)
    .find((key) => seen.size === seen.add(key).size)
  if (twice !== undefined) throw new UsageFault(`The baseline accepts ${twice} twice.`)
  return baseline
}
