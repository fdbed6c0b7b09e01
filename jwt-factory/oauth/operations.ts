import { z } from 'zod'
import { tokenSchema } from '#core/openapi/common'
import { jsonAnswer, type Operations } from '#core/openapi/operation'
import { GRANTS } from '../grants/index.ts'
import { CLIENT_ASSERTION_TYPE } from '../oauth-uris.ts'

const maybe = (about: string) => z.string().describe(about).optional()

/** How a client proves itself in the body, in place of HTTP Basic. */
const proofs = {
  client_id: maybe(
    'the client, where Authorization does not say it; with a certificate it is enough (tls_client_auth)',
  ),
  client_secret: maybe('its secret (client_secret_post)'),
  client_assertion: maybe('a JWT that it signed with its own key (private_key_jwt, RFC 7523 §2.2)'),
  client_assertion_type: maybe(CLIENT_ASSERTION_TYPE),
}

const grants = z.enum(GRANTS.map(({ type }) => type) as [string, ...string[]]) // there is one at least

const tokenForm = z.looseObject({
  grant_type: grants,
  audience: maybe('the one recipient; may be absent where the client has one only'),
  resource: maybe('the same as an address (RFC 8707)'),
  scope: maybe('words with a space between two'),
  subject_token: maybe('token exchange (RFC 8693): the token that was received'),
  subject_token_type: maybe('token exchange: what kind of token that is'),
  assertion: maybe('jwt-bearer (RFC 7523 §2.1): the assertion'),
  ...proofs,
})

const questionForm = z.looseObject({ token: z.string(), ...proofs })

const form = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/x-www-form-urlencoded': schema })

const granted = z.looseObject({
  access_token: tokenSchema,
  token_type: z.string(),
  expires_in: z.int().describe('seconds'),
  scope: z.string().optional(),
  issued_token_type: z.string().optional(),
})

const asked = z.looseObject({ active: z.boolean() }).describe('what the token says, where it is active')

const issuerMetadata = z.looseObject({ issuer: z.url(), token_endpoint: z.url(), jwks_uri: z.url() })

/** What every refusal of these routes looks like (RFC 6749 §5.2). */
export const refusalSchema = z.strictObject({ error: z.string(), error_description: z.string() })

/** What the routes of an issuer take and answer. */
export const OAUTH_OPERATIONS: Operations = {
  'POST /token': {
    proof: 'client',
    query: { expired: { takes: '1: a token that has expired already' } },
    body: { content: form(tokenForm), example: { grant_type: 'client_credentials', audience: 'serviceb' } },
    answers: { 200: jsonAnswer('The access token (RFC 6749 §5.1).', granted) },
  },
  'POST /introspect': {
    proof: 'client',
    body: { content: form(questionForm), example: { token: 'eyJhbGciOiJub25lIn0.e30.' } },
    answers: { 200: jsonAnswer('Whether it is active (RFC 7662 §2.2).', asked) },
  },
  'POST /revoke': {
    proof: 'client',
    body: { content: form(questionForm), example: { token: 'eyJhbGciOiJub25lIn0.e30.' } },
    answers: { 200: jsonAnswer('It is no longer valid, or never was (RFC 7009 §2.2).', z.strictObject({})) },
  },
  'GET /.well-known/oauth-authorization-server': {
    answers: { 200: jsonAnswer('What the issuer is (RFC 8414 §2).', issuerMetadata) },
  },
}
