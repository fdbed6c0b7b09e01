import { z } from 'zod'
import { CASE_VERDICTS } from './full-report.ts'
import { SEVERITY_LEVELS } from './group-findings.ts'

const severity = z.strictObject({
  level: z.enum(SEVERITY_LEVELS),
  cwe: z.int().describe('The number of the weakness in the CWE list.'),
})

const controlStatus = z.union([z.int(), z.literal('none')])

const finding = z.strictObject({
  kind: z.enum(['believed', 'good-refused', 'crashed', 'hung', 'watch']),
  severity,
  isFailing: z.boolean().describe('A finding of policy never fails a run.'),
  sentence: z.string(),
  remedy: z.string().describe('What to change.'),
})

const writtenCase = z.strictObject({
  id: z.string().describe('Never used for another case.'),
  family: z.string(),
  class: z.enum(['MUST', 'SHOULD', 'POLICY']),
  severity,
  verdict: z.enum(CASE_VERDICTS).describe('A good token is to be believed, every other to be refused.'),
  title: z.string(),
  references: z.array(z.string()),
  expects: z.array(z.string()).describe('Right answers: of several, each is one.'),
  finding: finding.optional(),
  remarks: z.array(z.string()),
  reason: z.string().optional().describe('Why it was not run, or why nobody can tell.'),
  attempt: z.string().optional().describe('Which of several spellings counts.'),
  got: z
    .strictObject({ status: z.int(), challenge: z.string().optional(), body: z.string(), milliseconds: z.number() })
    .optional(),
  token: z.string().optional().describe('Header, payload, and eight characters of the signature.'),
  curl: z.string().optional().describe('A line that repeats it.'),
})

const section = z.strictObject({
  title: z.string(),
  head: z.array(z.string()).optional(),
  rows: z.array(z.array(z.string())),
  places: z.array(z.string()).optional().describe('Where each row was seen, in the same order.'),
  ids: z.array(z.string()).optional().describe('What a baseline knows each row by, in the same order.'),
  doors: z
    .strictObject({ ids: z.array(z.string()), tokens: z.array(z.string()) })
    .optional()
    .describe('Of a matrix, which doors and tokens it has.'),
  gaps: z.array(z.string()).optional().describe('Why it is not whole: then the run has not passed.'),
  notes: z.array(z.string()).optional(),
})

const writtenKeySet = section.extend({
  tolerance: z
    .strictObject({
      tolerated: z.array(z.string()).describe('Failures of the key set during which known keys keep working, as ids.'),
      notTolerated: z.array(z.string()),
      notSeen: z.array(z.string()),
    })
    .optional(),
})

const acceptedEntry = z.strictObject({ id: z.string(), because: z.string(), kind: z.string().optional() })

/** What a baseline knew of it. */
export const baselinePart = z.strictObject({
  newFindings: z.array(z.string()),
  accepted: z.array(acceptedEntry),
  fixed: z.array(acceptedEntry),
  open: z.array(acceptedEntry),
  unknown: z.array(acceptedEntry),
  failing: z.int().describe('New findings that fail the run.'),
  warnings: z.array(z.string()),
})

/** What the JSON of a run is: docs/probe-report.schema.json says the same as JSON Schema. */
export const probeReportSchema = z.strictObject({
  version: z.literal(1),
  target: z.strictObject({
    url: z.string(),
    method: z.string(),
    issuer: z.string(),
    audience: z.string(),
    type: z.string(),
    algorithms: z.array(z.string()),
    mode: z.enum(['white-box', 'black-box', 'signer']),
    library: z.string().optional(),
  }),
  controls: z.array(
    z.strictObject({
      at: z.string().describe('begin, end, or after a family.'),
      good: controlStatus,
      noToken: controlStatus,
      garbage: controlStatus,
      areRight: z.boolean(),
    }),
  ),
  stopped: z.string().optional().describe('Why the run ended before its end.'),
  first: z
    .string()
    .optional()
    .describe('What matters before all findings: they follow from it, or the run proves little.'),
  summary: z.strictObject({
    byVerdict: z.record(z.enum(CASE_VERDICTS), z.int()),
    notRunByReason: z.record(z.string(), z.int()),
    findings: z.int(),
    failing: z.int(),
    unclearMust: z.int().describe('Cases of the class MUST of which nobody can tell.'),
    milliseconds: z.number(),
  }),
  cases: z.array(writtenCase),
  keySet: writtenKeySet.optional(),
  skew: section.optional(),
  matrix: section.optional(),
  baseline: baselinePart.optional(),
})
