import { z } from 'zod'
import { jsonAnswer, type Operations } from './operation.ts'

/** The claims of a token: whatever is JSON. */
export const claimsSchema = z.record(z.string(), z.unknown())

/** A token in its compact form (RFC 7515 §3.1). */
export const tokenSchema = z.string().describe('header.payload.signature, each as base64url (RFC 7515)')

/** Sentences about what the control plane has changed; absent while that is nothing. */
const controlNote = { control: z.array(z.string()).optional().describe('what is set in this process, in words') }

const index = z.looseObject({ name: z.string(), routes: z.record(z.string(), z.string()), ...controlNote })

const step = z.looseObject({ id: z.string(), who: z.string(), verb: z.string(), sentence: z.string(), ms: z.number() })
const recording = z.strictObject({ parentId: z.string().optional(), steps: z.array(step) })

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
    answers: { 200: jsonAnswer('What this process did; an empty list when it has no part in it.', z.array(recording)) },
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
