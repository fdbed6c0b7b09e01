import { z } from 'zod'
import { jsonAnswer, type Operations } from '../openapi/operation.ts'
import { PATH_PARAMETERS } from '../openapi/path.ts'
import { faultId } from './fault-id.ts'
import { ruleSchema } from './fault-rules.ts'
import { clockSchema } from './move-clock.ts'
import { PRESET_NAMES } from './presets.ts'

const TEXT = { takes: 'a text' }

/** What a caller sets, with what became of it. */
const faultAnswer = z.looseObject({
  id: z.string(),
  on: z.string(),
  effect: z.record(z.string(), z.unknown()),
  seen: z.int().describe('how many requests it was about'),
  applied: z.int().describe('how many of them it changed'),
  sentence: z.string(),
})

const clockAnswer = z.strictObject({
  moved: z.boolean(),
  now: z.iso.datetime(),
  aheadMs: z.number().describe('how far it is ahead of the clock of the machine'),
  speed: z.number().describe('0 while it is frozen'),
  skewMs: z.number(),
  sentence: z.string().optional(),
  fixed: z.string().optional().describe('why it cannot be moved'),
})

const members = {
  set: z.array(z.string()).describe('what is set, in words'),
  clock: clockAnswer,
  faults: z.array(faultAnswer),
}
const state = z.strictObject(members)
const moved = z.strictObject({
  ...members,
  advanced: z.strictObject({ tasks: z.int(), isCut: z.boolean() }).optional().describe('what came due on the way'),
})

/** The farthest date that there is, in milliseconds from 1970 (ECMA-262 §21.4.1.1): beyond it no calendar can name one. */
const FARTHEST_DATE = 8.64e15

export const dateNumber = z.number().min(-FARTHEST_DATE).max(FARTHEST_DATE).describe('milliseconds since 1970')
const keyLife = z.strictObject({
  kid: z.string(),
  algorithm: z.string(),
  state: z.enum(['prepared', 'active', 'retired', 'revoked']),
  since: dateNumber,
  was: z.record(z.string(), dateNumber).optional().describe('when it came into the states that it has left'),
  signsFrom: dateNumber.optional(),
  signsUntil: dateNumber.optional(),
  publishedUntil: dateNumber.optional(),
  rememberedUntil: dateNumber.optional(),
})
const move = z.enum(['prepare', 'activate'])
const rings = z.strictObject({
  now: dateNumber,
  policy: z
    .strictObject({ lifetime: z.number().optional(), publishAhead: z.number(), keepAfter: z.number() })
    .describe('all in milliseconds'),
  count: z.int().describe('how many rings there are that fit'),
  rings: z.array(
    z.strictObject({
      ringId: z.string(),
      keys: z.array(keyLife).describe('newest first'),
      leftOut: z.int().describe('how many more were revoked before'),
      next: z.strictObject({ move, at: dateNumber }).optional().describe('what the timer does next'),
    }),
  ),
  next: z
    .strictObject({ ringId: z.string(), move, at: dateNumber, others: z.int() })
    .optional()
    .describe('what it does next of all: to this ring, and to so many others with it'),
})

const publicKeys = z.strictObject({
  now: dateNumber,
  sets: z.array(
    z.strictObject({
      name: z.string().describe('whose they are, in a few words'),
      caller: z.string().optional().describe('who calls with their tokens, where that is one'),
      issuers: z.array(z.string()).describe('what its tokens say as iss: the usual one first'),
      keys: z.array(z.looseObject({ kty: z.string() })).describe('JWKs (RFC 7517 §4)'),
    }),
  ),
})

const captured = z.looseObject({
  at: z.iso.datetime(),
  on: z.string(),
  method: z.string(),
  path: z.string(),
  traceId: z.string(),
  from: z.string().optional().describe('who asked: the first word of its User-Agent'),
  body: z.record(z.string(), z.unknown()).optional().describe('parameters by name'),
  status: z.int().optional().describe('absent while there is no answer; 0 when the connection ended without one'),
  fault: z.string().optional().describe('the fault that it met'),
})
const requests = z.strictObject({ count: z.int(), requests: z.array(captured) })

const orders = z.union([ruleSchema, z.strictObject({ preset: z.enum(PRESET_NAMES), id: faultId.optional() })])

/** What every process can be told. */
export const CONTROL_OPERATIONS: Operations = {
  'GET /control': {
    proof: 'control',
    answers: {
      200: jsonAnswer(
        'What is set, and what can be told.',
        z.strictObject({ ...members, routes: z.record(z.string(), z.string()), on: z.array(z.string()) }),
      ),
    },
  },
  'POST /control/reset': { proof: 'control', answers: { 200: jsonAnswer('Nothing is set any more.', state) } },
  'PUT /control/clock': {
    proof: 'control',
    more: 'Durations are texts as people write them (10m, PT1H), or seconds as a number.',
    body: { content: { 'application/json': clockSchema }, example: { advance: '10m' } },
    answers: { 200: jsonAnswer('The clock was moved, and what was due has been done.', moved) },
  },
  'GET /control/faults': {
    proof: 'control',
    answers: {
      200: jsonAnswer(
        'The faults, the oldest first.',
        z.strictObject({ faults: z.array(faultAnswer), presets: z.record(z.string(), z.unknown()) }),
      ),
    },
  },
  'POST /control/faults': {
    proof: 'control',
    body: {
      content: { 'application/json': orders },
      example: { id: 'orders', on: '*', trace: PATH_PARAMETERS['traceId']?.example, effect: { status: 503 } },
    },
    answers: { 201: jsonAnswer('The faults that were set.', z.strictObject({ faults: z.array(faultAnswer) })) },
  },
  'DELETE /control/faults': { proof: 'control', answers: { 200: jsonAnswer('All faults are gone.', state) } },
  'GET /control/faults/:id': { proof: 'control', answers: { 200: jsonAnswer('The fault.', faultAnswer) } },
  'DELETE /control/faults/:id': {
    proof: 'control',
    answers: { 200: jsonAnswer('It is gone.', z.strictObject({ ...members, removed: faultAnswer })) },
  },
  'GET /control/requests': {
    proof: 'control',
    query: {
      on: { takes: 'the name of a route' },
      from: { takes: 'who asked: the first word of its User-Agent' },
      trace: TEXT,
      last: { takes: 'how many at most: the last ones' },
    },
    answers: { 200: jsonAnswer('The last requests that fit, and how many there were in all.', requests) },
  },
  'GET /control/rings': {
    proof: 'control',
    query: {
      like: { takes: 'a part of the name of a ring' },
      most: { takes: 'how many rings at most' },
    },
    answers: { 200: jsonAnswer('The rings: those that stay first, then those that have changed last.', rings) },
  },
  'GET /control/keys': {
    proof: 'control',
    answers: { 200: jsonAnswer('The public keys that a verifier may believe now.', publicKeys) },
  },
  'GET /control/events': {
    proof: 'control',
    more:
      'Server-sent events (HTML §9.2): state at the beginning and after each change, play after each play. Without ' +
      '`Accept: text/event-stream` it tells how things are now, and ends.',
    answers: { 200: { about: 'What happens.', content: { 'text/event-stream': z.string() } } },
  },
  'DELETE /control/requests': { proof: 'control', answers: { 200: jsonAnswer('They are forgotten.', requests) } },
}
