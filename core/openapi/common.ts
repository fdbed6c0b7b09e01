import { z } from 'zod'
import { partyNamesAt, SIGNING_PARTIES } from '../config/parties.ts'
import type { PeerName } from '../config/processes.ts'
import { TRACE_LIMITS } from '../trace/recorder.ts'
import type { Verb } from '../trace/step.ts'
import { jsonAnswer, type Operations } from './operation.ts'

/** The claims of a token: whatever is JSON. */
export const claimsSchema = z.record(z.string(), z.unknown())

/** A token in its compact form (RFC 7515 §3.1). */
export const tokenSchema = z.string().describe('header.payload.signature, each as base64url (RFC 7515)')

/** Sentences about what the control plane has changed; absent while that is nothing. */
const controlNote = { control: z.array(z.string()).optional().describe('what is set in this process, in words') }

const index = z.looseObject({ name: z.string(), routes: z.record(z.string(), z.string()), ...controlNote })

const VERBS = [
  'plays',
  'signs',
  'asks',
  'sends',
  'checks',
  'believes',
  'refuses',
  'answers',
  'fails',
  'is-told',
  'goes-by',
  'finds',
] as const satisfies readonly Verb[]

/** A step has more bytes than that; what is kept of a trace is bounded. */
const MOST_STEPS = TRACE_LIMITS.trace / 40

const step = z.looseObject({
  id: z.string(),
  who: z.string(),
  verb: z.enum(VERBS),
  what: z.string(),
  to: z.string().optional().describe('the other process'),
  ringId: z.string().optional(),
  token: z
    .looseObject({ header: z.unknown().optional(), claims: z.unknown().optional() })
    .optional()
    .describe('without its signature'),
  checks: z
    .array(
      z.looseObject({
        check: z.string(),
        rule: z.string(),
        outcome: z.enum(['passed', 'failed', 'skipped']),
        reason: z.string().optional(),
      }),
    )
    .optional(),
  reason: z.string().optional(),
  verdict: z
    .looseObject({ of: z.string(), is: z.enum(['believes', 'refuses']), status: z.int() })
    .optional()
    .describe('with finds: what your own service did with the token'),
  sentence: z.string(),
  ms: z.number(),
  tookMs: z.number().optional(),
})
const recording = z.strictObject({
  parentId: z.string().optional(),
  steps: z.array(step).max(MOST_STEPS),
  isCut: z.literal(true).optional().describe('its trace was full: steps of it are left out'),
  isLast: z.literal(true).optional().describe('its trace was full: recordings after it are left out'),
})
const recordings = z.array(recording).max(TRACE_LIMITS.recordings)

const heldToken = z.strictObject({
  who: z.string().describe('the process that signed it'),
  what: z.string(),
  issuer: z.unknown().optional(),
  audience: z.unknown().optional(),
  tokenId: z.unknown().optional(),
  token: tokenSchema,
})

/** What /healthz answers. */
export const healthSchema = z.strictObject({ status: z.literal('ok'), ...controlNote })

/** What every process has. */
export const COMMON_OPERATIONS: Operations = {
  'GET /traces/:traceId': {
    answers: { 200: jsonAnswer('What this process did; an empty list when it has no part in it.', recordings) },
  },
  'GET /traces/:traceId/tokens': {
    more: 'For programs of this machine alone, and on the plain port.',
    answers: { 200: jsonAnswer('The tokens, for a minute.', z.array(heldToken)) },
  },
  'GET /healthz': {
    answers: { 200: jsonAnswer('It works.', healthSchema) },
  },
  'GET /': {
    answers: {
      200: {
        about: 'What can be called, and in which ways; for a browser, which names HTML in Accept, as a page.',
        content: { 'application/json': index, 'text/html': z.string() },
      },
    },
  },
}

/** What the parties have that are in a process: each below its own name. */
export const partyOperations = (host: PeerName): Operations =>
  Object.fromEntries(
    partyNamesAt(host).map((party) => [
      `GET /${party}/traces/:traceId`,
      { answers: { 200: jsonAnswer('Its steps.', recordings) } },
    ]),
  )

/** What those of them have that share one process. */
export const PARTY_OPERATIONS: Operations = {
  ...Object.fromEntries(
    SIGNING_PARTIES.map((party) => [
      `GET /${party}/traces/:traceId/tokens`,
      { answers: { 200: jsonAnswer('Its tokens.', z.array(heldToken)) } },
    ]),
  ),
  ...partyOperations('neighbours'),
}
