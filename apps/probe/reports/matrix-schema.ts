import { z } from 'zod'
import { baselinePart } from './report-schema.ts'

const seenToken = z.strictObject({
  id: z.string().describe('What cells name it by.'),
  name: z.string().describe('Short; no two have the same.'),
  kind: z.string(),
  owner: z.string(),
  audience: z.array(z.string()),
  actor: z.string().optional(),
  scenarios: z.array(z.int()),
  isRevoked: z.boolean(),
  flaw: z.string().optional().describe('What is wrong with it.'),
  endpoints: z.array(z.string()).optional(),
  rights: z.string().optional(),
})

const door = z.strictObject({
  id: z.string().describe('What cells name it by.'),
  service: z.string(),
  route: z.string(),
  scenario: z.int(),
  kinds: z.array(z.string()).describe('What it is there to believe.'),
  audience: z.string().optional(),
  isForAnybody: z.boolean().optional(),
  isOwnService: z.boolean().optional(),
  knowsRevoked: z.boolean(),
  endpoint: z.string().optional(),
  right: z.string().optional(),
  isOneUse: z.boolean().optional(),
  letsEverybodyIn: z.string().optional().describe('Why that is meant.'),
  lessons: z.record(z.string(), z.int()).optional(),
})

const CELLS = ['right', 'refused', 'leak', 'lesson', 'missed', 'used', 'open', 'unknown', 'unasked'] as const

/** What the JSON of a matrix alone is: docs/probe-matrix.schema.json says the same as JSON Schema. */
export const probeMatrixSchema = z.strictObject({
  version: z.literal(1),
  matrix: z.strictObject({
    tokens: z.array(seenToken),
    doors: z.array(door),
    cells: z.array(
      z.strictObject({ token: z.string(), door: z.string(), kind: z.enum(CELLS), sentence: z.string().optional() }),
    ),
    missing: z.array(z.string()).describe('What could not be looked at, and why.'),
    closed: z.array(z.string()).describe('Where no token gets to by itself, and why.'),
    answered: z
      .array(z.strictObject({ id: z.string(), place: z.string(), sentence: z.string() }))
      .describe('Who should speak to nobody without a certificate of the mesh, and did: findings.'),
    silent: z.array(z.string()).describe('Who gave no answer: of these nothing is known, and the run has not passed.'),
    stopped: z.string().optional().describe('Why it ended before its end.'),
    findings: z.int(),
    milliseconds: z.number(),
  }),
  findings: z.array(
    z.strictObject({
      id: z.string().describe('What a baseline knows it by.'),
      kind: z.enum(['believed', 'good-refused', 'open', 'no-certificate']),
      what: z.string(),
      sentence: z.string(),
      place: z.string().optional(),
    }),
  ),
  baseline: baselinePart.optional(),
})
