import { z } from 'zod'
import { jsonAnswer, type OperationAnswer, type Operations } from '#core/openapi/operation'
import { KEY_LIFE_QUERY } from './read-address.ts'

const keyDocument = z.record(z.string(), z.string()).describe('a JWK: kid, kty, alg, use and its numbers')
const documents = z.strictObject({ keys: z.array(keyDocument) })
const outcome = z.strictObject({ kid: z.string(), state: z.enum(['approved', 'pending']) })

const milliseconds = z.number().describe('milliseconds since 1970')
const toldKey = z.strictObject({
  kid: z.string(),
  algorithm: z.string().optional().describe('absent while the key has not come yet'),
  state: z.enum(['awaited', 'pending', 'approved', 'retired', 'expired', 'revoked', 'ended']),
  since: milliseconds,
  publishedAt: milliseconds,
  approvedBy: z.enum(['first', 'person', 'rotation']).optional(),
  expiresAt: milliseconds.optional(),
  endsAt: milliseconds.optional(),
  rotationSeconds: z.number().optional(),
  replaces: z.string().optional().describe('the key that is retired once this one is approved'),
})
const toldServiceSchema = z.strictObject({
  service: z.string(),
  kept: z.boolean().describe('a person has approved a key of it: its place is not given to another'),
  keys: z.array(toldKey).describe('newest first'),
})
const changedService: OperationAnswer = jsonAnswer('The service as it is now.', toldServiceSchema)

/** What the registry takes and answers. */
export const REGISTRY_OPERATIONS: Operations = {
  'GET /registry/services/:service/keys': {
    answers: {
      200: jsonAnswer('Those that are approved, and those that were retired within their grace.', documents),
    },
  },
  'GET /registry/services/:service/jwks.json': {
    answers: { 200: jsonAnswer('The key set (RFC 7517 §5).', documents) },
  },
  'GET /registry/services/:service/keys/:kid': {
    more: '409 while it waits for approval, 403 once it has expired, 404 for one that is unknown, revoked or replaced.',
    answers: { 200: jsonAnswer('The key.', keyDocument) },
  },
  'PUT /registry/services/:service/keys/:kid': {
    proof: 'publisher',
    more: 'The JWT: iss is the service, aud the origin of the registry, jti good once. 403 where the wrong key has signed it.',
    query: KEY_LIFE_QUERY,
    body: {
      content: { 'application/json': z.looseObject({ kid: z.string(), kty: z.string() }) },
      example: { kid: 'the-kid-of-a-key', kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', x: 'its x' },
    },
    answers: { 200: jsonAnswer('It is approved.', outcome), 202: jsonAnswer('It waits for approval.', outcome) },
  },
  'DELETE /registry/services/:service/keys/:kid': {
    proof: 'publisher',
    answers: { 204: { about: 'It is gone.' } },
  },
  'GET /control/registry': {
    proof: 'control',
    query: {
      like: { takes: 'a part of the name of a service' },
      most: { takes: 'how many services at most' },
    },
    answers: {
      200: jsonAnswer(
        'The services: those with keys that wait for a person first.',
        z.strictObject({
          now: milliseconds,
          approval: z.enum(['first', 'ask', 'all']),
          graceSeconds: z.number(),
          count: z.int().describe('how many services there are that fit'),
          pending: z.int().describe('how many keys wait for a person, in all services'),
          services: z.array(toldServiceSchema),
        }),
      ),
    },
  },
  'POST /control/registry/:service/:kid/approve': { proof: 'control', answers: { 200: changedService } },
  'DELETE /control/registry/:service/:kid': { proof: 'control', answers: { 200: changedService } },
}
