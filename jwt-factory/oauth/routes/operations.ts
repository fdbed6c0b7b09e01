import { z } from 'zod'
import { tokenSchema } from '#core/openapi/common'
import { jsonAnswer, type Operation, type OperationBody, type Operations } from '#core/openapi/operation'
import { OPEN_NOTE } from '../../open-issuer.ts'
import {
  formSchema,
  jsonSchema,
  LIFE_QUERY,
  TOKEN_QUESTION,
  tokenParameters,
  type IssuerManner,
  type ParameterShape,
} from '../request/described-parameters.ts'

const form = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/x-www-form-urlencoded': schema })

export const grantedSchema = z.looseObject({
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

const noLogin = jsonAnswer('Nobody logs in here (RFC 6749 §4.1.2.1).', refusalSchema)

/** What the routes of an issuer take and answer, as it is set. */
export function oauthOperations(how: IssuerManner): Operations {
  const { open, oauthJson } = how
  const proof: Pick<Operation, 'proof' | 'more'> = open ? { more: `${OPEN_NOTE}.` } : { proof: 'client' }
  const bodies = (shape: ParameterShape): OperationBody['content'] => ({
    ...form(formSchema(shape)),
    ...(oauthJson && { 'application/json': jsonSchema(shape) }),
  })
  const question = { content: bodies(TOKEN_QUESTION), example: { token: 'eyJhbGciOiJub25lIn0.e30.' } }
  return {
    'POST /token': {
      ...proof,
      query: LIFE_QUERY,
      body: {
        content: bodies(tokenParameters(how)),
        example: { grant_type: 'client_credentials', audience: 'serviceb' },
      },
      answers: { 200: jsonAnswer('The access token (RFC 6749 §5.1).', grantedSchema) },
    },
    'POST /introspect': {
      ...proof,
      body: question,
      answers: { 200: jsonAnswer('Whether it is active (RFC 7662 §2.2).', asked) },
    },
    'POST /revoke': {
      ...proof,
      body: question,
      answers: { 200: jsonAnswer('It is no longer valid, or never was (RFC 7009 §2.2).', z.strictObject({})) },
    },
    'GET /authorize': {
      query: { response_type: { takes: 'none' } },
      answers: { 400: noLogin, 403: noLogin },
    },
    'GET /.well-known/oauth-authorization-server': {
      answers: { 200: jsonAnswer('What the issuer is (RFC 8414 §2).', issuerMetadata) },
    },
  }
}
