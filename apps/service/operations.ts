import { z } from 'zod'
import { CONTROL_OPERATIONS } from '#core/control/operations'
import { COMMON_OPERATIONS, partyOperations, tokenSchema } from '#core/openapi/common'
import { jsonAnswer, type Operation, type Operations } from '#core/openapi/operation'
import { believedSchema, refusedSchema } from '#core/openapi/verdict'
import { isJudged, parametersOf, type NumberedScenario, type Role } from '#scenarios'
import { signingOrder } from './routes/sign-by-own-key.ts'
import { COMMON_VARIANTS } from './routes/variants.ts'

/** Whether one who plays these leaves tokens to a sidecar, as somebody without a line of token code. */
export const isPlainCaller = (played: readonly NumberedScenario[]): boolean =>
  played.some(({ trust }) => trust === 'sidecars')

/** What the routes of a service take and answer; those of the scenarios follow from these. */
export function serviceOperations(role: Role, scenarios: readonly NumberedScenario[]): Operations {
  const played = scenarios.filter(({ caller }) => caller === role)
  return {
    ...COMMON_OPERATIONS,
    ...CONTROL_OPERATIONS,
    ...partyOperations(role),
    ...Object.fromEntries(played.map((scenario) => [`GET /scenario${scenario.number}`, playOperation(scenario)])),
    ...Object.fromEntries(
      scenarios.filter(isJudged).map((scenario) => [`GET /scenario${scenario.number}-server`, answerTo(scenario)]),
    ),
    ...Object.fromEntries(
      scenarios
        .filter(({ trust }) => trust === 'people')
        .map((scenario) => [`GET /scenario${scenario.number}-server`, answerForPerson(scenario)]),
    ),
    'POST /gen-keys': {
      answers: { 200: jsonAnswer('The new key signs from now on.', z.strictObject({ folder: z.string() })) },
    },
    'POST /control/sign': {
      proof: 'control',
      more: 'For tests of verifiers: nothing of it is checked, and it is signed character by character.',
      body: { content: { 'application/json': signingOrder }, example: { payload: '{"sub":"servicea"}' } },
      answers: { 200: { about: 'The token, good or not.', content: { 'application/jwt': tokenSchema } } },
    },
    ...(isPlainCaller(played) && {
      'GET /echo': {
        more: 'As every party that has no line of token code; tokens are shortened.',
        answers: { 200: jsonAnswer('What it was asked, as it arrived.', echoSchema) },
      },
    }),
    'GET /hello': { answers: { 200: { about: 'hello', content: { 'text/plain': z.string() } } } },
  }
}

const echoSchema = z.strictObject({
  method: z.string(),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  size: z.int().describe('of the body, in bytes'),
})

/** In which ways a scenario can go. */
function variantsOf(scenario: NumberedScenario): Record<string, { takes: string }> {
  const sentences: Record<string, string> = { ...COMMON_VARIANTS, ...scenario.variants }
  return Object.fromEntries(
    [...Object.keys(parametersOf(scenario)), 'trace'].map((name) => [name, { takes: sentences[name] ?? 'yes or no' }]),
  )
}

const playOperation = (scenario: NumberedScenario): Operation => ({
  query: variantsOf(scenario),
  answers: {
    200: jsonAnswer('What the callees said. A token that is refused is an answer like any other.', z.looseObject({})),
  },
})

/** Its clients answer JSON, and call it text. */
const textOfStoke = z.unknown()

const answerForPerson = (scenario: NumberedScenario): Operation => ({
  proof: 'token',
  query: variantsOf(scenario),
  answers: {
    200: jsonAnswer('The person is let in.', believedSchema),
    401: {
      about: 'The token is not believed. A service that does as the clients of Stoke says no more than that.',
      content: { 'application/json': refusedSchema, 'text/plain': textOfStoke },
    },
    403: jsonAnswer('The token is good, and the person lacks a claim.', z.looseObject({ reason: z.string() })),
    422: { about: 'There is no token, to a client of Stoke.', content: { 'text/plain': textOfStoke } },
  },
})

const answerTo = (scenario: NumberedScenario): Operation => ({
  proof: 'token',
  query: variantsOf(scenario),
  answers: {
    200: jsonAnswer('The token is believed.', believedSchema),
    401: jsonAnswer('It is not, and why; WWW-Authenticate says the same (RFC 6750 §3).', refusedSchema),
  },
})
