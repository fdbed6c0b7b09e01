import { z } from 'zod'
import { COMMON_OPERATIONS, PARTY_OPERATIONS, partyOperations } from '../openapi/common.ts'
import { fitsOperation, type AnsweredQuestion } from '../openapi/fits-operation.ts'
import { jsonAnswer, type Operations } from '../openapi/operation.ts'
import { MESH_OPERATIONS } from './mesh-operations.ts'
import { CONTROL_OPERATIONS, dateNumber } from './operations.ts'

const someTexts = z.array(z.string())

const service = z.looseObject({
  service: z.string(),
  keys: z.array(
    z.looseObject({
      kid: z.string(),
      algorithm: z.string(),
      state: z.string(),
      since: dateNumber,
      publishedAt: dateNumber,
      expiresAt: dateNumber.optional(),
      endsAt: dateNumber.optional(),
    }),
  ),
})

const people = z.looseObject({
  now: dateNumber,
  dialect: z.enum(['strict', 'stoke']),
  count: z.int(),
  people: z.array(
    z.looseObject({ username: z.string(), called: z.string(), groups: someTexts, claims: z.looseObject({}) }),
  ),
  line: z.looseObject({
    from: dateNumber,
    to: dateNumber,
    keys: z.array(
      z.looseObject({
        kid: z.string().optional(),
        state: z.enum(['to come', 'prepared', 'active', 'retired', 'revoked']),
        published: dateNumber,
        signs: z.looseObject({ from: dateNumber, to: dateNumber }).optional(),
        gone: dateNumber,
      }),
    ),
    marks: z.array(z.looseObject({ kind: z.enum(['publish', 'activate', 'drop', 'exp', 'now']), at: dateNumber })),
  }),
  last: z.array(
    z.looseObject({
      at: dateNumber,
      what: z.string(),
      isRefused: z.boolean(),
      who: z.string().optional(),
      on: z.string().optional(),
      reason: z.string().optional(),
    }),
  ),
})

/** Of what the factory alone tells, as much as those go by who read it. */
const FACTORY_ANSWERS: Operations = {
  'GET /control/clients': {
    answers: {
      200: jsonAnswer(
        'Who may do what.',
        z.looseObject({
          count: z.int(),
          clients: z.array(
            z.looseObject({
              id: z.string(),
              audience: z.string(),
              proves: someTexts,
              secrets: z.int(),
              audiences: someTexts,
              scopes: someTexts,
              trustedIssuers: someTexts,
              lifetime: z.number(),
            }),
          ),
          removed: someTexts,
          issuers: z.array(z.looseObject({ name: z.string(), url: z.string(), keys: z.int() })),
        }),
      ),
    },
  },
  'POST /control/signature': {
    answers: {
      200: jsonAnswer(
        'A signature.',
        z.looseObject({ signature: z.string().regex(/^[\w-]+$/), kid: z.string(), algorithm: z.string() }),
      ),
    },
  },
  'GET /admin/told': { answers: { 200: jsonAnswer('People.', people) } },
  'GET /control/registry': {
    answers: {
      200: jsonAnswer(
        'Services and their keys.',
        z.looseObject({
          now: dateNumber,
          approval: z.enum(['first', 'ask', 'all']),
          graceSeconds: z.number(),
          count: z.int(),
          pending: z.int(),
          services: z.array(service),
        }),
      ),
    },
  },
  'POST /control/registry/:service/:kid/approve': { answers: { 200: jsonAnswer('Its keys.', service) } },
  'DELETE /control/registry/:service/:kid': { answers: { 200: jsonAnswer('Its keys.', service) } },
}

const { 'GET /traces/:traceId': traces, 'GET /traces/:traceId/tokens': tokens } = COMMON_OPERATIONS

const OUR_ANSWERS: Operations = {
  ...CONTROL_OPERATIONS,
  ...FACTORY_ANSWERS,
  ...MESH_OPERATIONS,
  ...PARTY_OPERATIONS,
  ...partyOperations('servicea'),
  ...(traces && { 'GET /traces/:traceId': traces }),
  ...(tokens && { 'GET /traces/:traceId/tokens': tokens }),
}

/**
 * Is this what a process of the sandbox says, where it does as it was asked? Its plain port has no certificate: when the
 * process is away, whoever else listens there is asked in its place. What does not fit must not be gone by.
 */
export const isOurAnswer = (answered: AnsweredQuestion): boolean => fitsOperation(OUR_ANSWERS, answered)

/** What a process says at the beginning of its stream, and after each change. */
const toldState = z.looseObject({
  set: someTexts,
  clock: z.looseObject({
    isMoved: z.boolean(),
    now: dateNumber,
    ahead: z.number(),
    speed: z.number(),
    skew: z.number(),
  }),
})

const toldPlay = z.looseObject({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  scenario: z.int(),
  caller: z.string(),
  query: z.string(),
  startedAt: dateNumber,
  tookMs: z.number(),
  status: z.int(),
  byTool: z.boolean().optional(),
  byVisit: z.boolean().optional(),
})

const EVENTS: Readonly<Record<string, z.ZodType>> = { state: toldState, play: toldPlay }

/** The same for an event of `GET /control/events`. @returns also true for events of a name that is not known here */
export function isOurEvent({ event, data }: { event: string; data: unknown }): boolean {
  const schema = Object.hasOwn(EVENTS, event) ? EVENTS[event] : undefined
  return schema === undefined || schema.safeParse(data).success
}
