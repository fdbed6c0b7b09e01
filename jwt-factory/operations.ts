import { z } from 'zod'
import { speaksForIssuer } from '#core/config/factory-issuer'
import { CONTROL_OPERATIONS } from '#core/control/operations'
import { claimsSchema, COMMON_OPERATIONS, healthSchema, tokenSchema } from '#core/openapi/common'
import { jsonAnswer, type Operation, type OperationAnswer, type Operations } from '#core/openapi/operation'
import { verdictSchema } from '#core/openapi/verdict'
import { lookedAtSchema } from './control/look-at-token.ts'
import { clientListSchema } from './control/list-clients.ts'
import { TOKEN_OPERATIONS } from './control/token-operations.ts'
import type { FactoryConfig } from './config.ts'
import {
  formSchema,
  jsonSchema,
  LIFE_QUERY,
  LIFETIME_PARAMETER,
  PROOF_PARAMETERS,
  tokenParameters,
} from './oauth/request/described-parameters.ts'
import { grantedSchema, oauthOperations } from './oauth/routes/operations.ts'
import { OPEN_NOTE } from './open-issuer.ts'
import { PEOPLE_OPERATIONS } from './people/at-factory/people-operations.ts'
import { declarationSchema } from './registered-clients/client-file.ts'
import { REGISTRY_OPERATIONS } from './registry/registry-operations.ts'
import { questionSchema } from './routes/verify.ts'

const BY_ALGORITHM = { algorithm: { takes: 'the key by which it signs with that algorithm, for instance RS256' } }
const PREPARE = { prepare: { takes: '1: the key is published, and does not sign yet' } }

const signedToken = (about: string): OperationAnswer => ({ about, content: { 'application/jwt': tokenSchema } })

const ringEntry = z.strictObject({
  kid: z.string(),
  algorithm: z.string(),
  state: z.enum(['prepared', 'active', 'retired', 'revoked']),
  since: z.number().describe('milliseconds since 1970'),
})
const entries = z.array(ringEntry).describe('all keys of the ring, newest first')

const key: OperationAnswer['content'] = {
  'application/json': z.strictObject({
    publicKey: z.string().describe('base64 of its PEM'),
    kid: z.string(),
    alg: z.string(),
    jwk: claimsSchema,
    keys: entries,
  }),
  'application/x-pem-file': z.string().describe('for Accept: application/x-pem-file'),
}
const keySet = z.strictObject({ keys: z.array(claimsSchema) })
const revoked = jsonAnswer('It is gone.', z.strictObject({ revoked: z.string(), keys: entries }))
const removed = jsonAnswer('It is gone, with its keys.', z.strictObject({ removed: z.string() }))
const untilReset = z.string()

/** What changes with the settings of the factory. */
type FactoryManner = Pick<FactoryConfig, 'issuer' | 'open' | 'oauthJson' | 'people'>

/** What the routes of the factory take and answer, as it is set. */
export const factoryOperations = (how: FactoryManner): Operations => ({
  ...COMMON_OPERATIONS,
  ...(how.open && openHealth),
  ...CONTROL_OPERATIONS,
  ...oauthOperations(how),
  'POST /issueToken/:ringId': issueOperation(how),
  ...RING_OPERATIONS,
  ...REGISTRY_OPERATIONS,
  ...(how.people && PEOPLE_OPERATIONS),
})

/** With FACTORY_ISSUER=discovery it is for clients, who prove themselves as at /token: beside JSON, or in a form. */
function issueOperation({ issuer, open }: FactoryManner): Operation {
  const isIssuer = speaksForIssuer(issuer)
  const claimsForm = z.strictObject({
    claims: z.string().describe('a JSON object').optional(),
    lifetime: LIFETIME_PARAMETER,
    ...PROOF_PARAMETERS,
  })
  const content = {
    'application/json': claimsSchema,
    ...(isIssuer && { 'application/x-www-form-urlencoded': claimsForm }),
  }
  return {
    ...(isIssuer && !open && { proof: 'client' }),
    ...(isIssuer && { more: 'The token is of the issuer that discovery describes (FACTORY_ISSUER=discovery).' }),
    query: LIFE_QUERY,
    body: { content, example: { aud: 'serviceb' }, isOptional: true },
    answers: { 200: signedToken('The token.') },
  }
}

const checks = z.array(
  z.looseObject({ check: z.string(), rule: z.string(), outcome: z.enum(['passed', 'failed', 'skipped']) }),
)

/** /healthz says as well that the issuer is open. */
const openHealth: Operations = {
  'GET /healthz': {
    answers: { 200: jsonAnswer('It works.', healthSchema.extend({ open: z.string().describe(OPEN_NOTE) })) },
  },
}

/** All parameters of the token route, but for what proves the client. */
const VOUCHED = Object.fromEntries(
  Object.entries(tokenParameters({ open: false })).filter(([name]) => !Object.hasOwn(PROOF_PARAMETERS, name)),
)

const RING_OPERATIONS: Operations = {
  'POST /verify/:ringId': {
    body: {
      content: { 'application/json': questionSchema },
      example: { token: 'eyJhbGciOiJub25lIn0.e30.', aud: 'serviceb', sub: 'servicea' },
    },
    answers: { 200: jsonAnswer('Whether it is good. "No" has status 200, too.', verdictSchema) },
  },
  'GET /keys/:ringId': { answers: { 200: { about: 'The key that signs.', content: key } } },
  'POST /keys/:ringId': { query: PREPARE, answers: { 201: { about: 'The new key.', content: key } } },
  'DELETE /keys/:ringId/:kid': { answers: { 200: revoked } },
  'GET /keys/:ringId/jwks': { answers: { 200: jsonAnswer('The key set (RFC 7517 §5).', keySet) } },
  'GET /utils/jwks': { answers: { 200: jsonAnswer('The key set (RFC 7517 §5).', keySet) } },
  'GET /utils/publicKey/:ringId': {
    answers: {
      200: {
        about: 'The key that signs.',
        content: { 'text/plain': z.string().describe('base64 of its PEM'), 'application/x-pem-file': z.string() },
      },
    },
  },
  'GET /utils/keys': { answers: { 200: jsonAnswer('The ring ids.', z.array(z.string())) } },
  'DELETE /utils/keys/:ringId': { answers: { 200: removed } },
  'POST /utils/dump': {
    answers: {
      200: jsonAnswer('What was written.', z.strictObject({ folder: z.string(), files: z.array(z.string()) })),
    },
  },
  ...TOKEN_OPERATIONS,
  'PUT /control/clients/:id': {
    proof: 'control',
    body: {
      content: { 'application/json': declarationSchema },
      example: { secret: 'sixteen characters', audiences: ['serviceb'], scopes: ['orders.read'] },
    },
    answers: { 200: jsonAnswer('It is registered.', z.strictObject({ client: z.string(), until: untilReset })) },
  },
  'GET /control/clients': {
    proof: 'control',
    answers: { 200: jsonAnswer('Who may do what. There is no secret in it, and no key.', clientListSchema) },
  },
  'POST /control/clients/:clientId/token': {
    proof: 'control',
    more: 'Parameters as at /token, but for what proves the client: whoever may use the control plane vouches for it.',
    query: { issuer: { takes: 'the name of an issuer; the main one, when it is absent' }, ...LIFE_QUERY },
    body: {
      content: { 'application/x-www-form-urlencoded': formSchema(VOUCHED), 'application/json': jsonSchema(VOUCHED) },
      example: { grant_type: 'client_credentials', audience: 'serviceb' },
    },
    answers: { 200: jsonAnswer('The access token (RFC 6749 §5.1).', grantedSchema) },
  },
  'POST /control/verify/:ringId': {
    proof: 'control',
    body: {
      content: { 'application/json': questionSchema },
      example: { token: 'eyJhbGciOiJub25lIn0.e30.', aud: 'serviceb', sub: 'servicea' },
    },
    answers: {
      200: jsonAnswer('The verdict, and how it came about.', z.strictObject({ verdict: verdictSchema, checks })),
    },
  },
  'POST /control/clients/:clientId/introspect': {
    proof: 'control',
    query: { issuer: { takes: 'the name of an issuer; the main one, when it is absent' } },
    body: { content: { 'application/json': lookedAtSchema }, example: { token: 'eyJhbGciOiJub25lIn0.e30.' } },
    answers: {
      200: jsonAnswer(
        'What it would hear, and how that came about.',
        z.strictObject({ introspection: z.looseObject({ active: z.boolean() }), checks }),
      ),
    },
  },
  'DELETE /control/clients/:id': {
    proof: 'control',
    answers: {
      200: jsonAnswer('It is no client any more.', z.strictObject({ removed: z.string(), until: untilReset })),
    },
  },
  'GET /jwks': { answers: { 200: jsonAnswer('The key set (RFC 7517 §5).', keySet) } },
  'GET /keys': { query: BY_ALGORITHM, answers: { 200: { about: 'The key that signs.', content: key } } },
  'POST /keys': { query: PREPARE, answers: { 201: { about: 'The new key.', content: key } } },
  'DELETE /keys/:kid': { answers: { 200: revoked } },
  'DELETE /issuers/:name': { answers: { 200: removed } },
}
