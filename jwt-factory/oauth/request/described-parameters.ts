import { z } from 'zod'
import { claimsSchema } from '#core/openapi/common'
import type { FactoryConfig } from '../../config.ts'
import { GRANTS } from '../../grants/index.ts'
import { KINDS } from '../../grants/token-exchange.ts'
import { CLIENT_ASSERTION_TYPE } from '../../oauth-uris.ts'
import { MAY_REPEAT } from './parameters.ts'

/** What of the settings changes what the OAuth routes take. */
export type IssuerManner = Pick<FactoryConfig, 'open' | 'oauthJson'>

/** Parameters by name: as they are in a form, where each is a text. */
export type ParameterShape = Readonly<Record<string, z.ZodType>>

const maybe = (about: string) => z.string().describe(about).optional()

const FEWER = 'seconds that the token is to live: fewer than it would'

/** It may stand in the address, beside `expired`, or in the body. */
export const LIFETIME_PARAMETER = maybe(FEWER)

/** The sandbox's own, in the address of routes that answer tokens. */
export const LIFE_QUERY = {
  expired: { takes: '1: a token that has expired already' },
  lifetime: { takes: FEWER },
}

/** How a client proves itself in the body, in place of HTTP Basic. */
export const PROOF_PARAMETERS: ParameterShape = {
  client_id: maybe(
    'the client, where Authorization does not say it; with a certificate it is enough (tls_client_auth)',
  ),
  client_secret: maybe('its secret (client_secret_post)'),
  client_assertion: maybe('a JWT that it signed with its own key (private_key_jwt, RFC 7523 §2.2)'),
  client_assertion_type: maybe(CLIENT_ASSERTION_TYPE),
}

/** Of the routes that are asked about a token. */
export const TOKEN_QUESTION: ParameterShape = { token: z.string(), ...PROOF_PARAMETERS }

const grants = z.enum(GRANTS.map(({ type }) => type) as [string, ...string[]]) // there is one at least

/** Of the token route. */
export const tokenParameters = ({ open }: Pick<IssuerManner, 'open'>): ParameterShape => ({
  grant_type: grants,
  audience: maybe('the one recipient; may be absent where the client has one only'),
  resource: maybe('the same as an address (RFC 8707)'),
  scope: maybe('words with a space between two'),
  subject_token: maybe('token exchange (RFC 8693): the token that was received'),
  subject_token_type: maybe('token exchange: what kind of token that is'),
  requested_token_type: maybe(`token exchange: what is wanted, one of ${Object.keys(KINDS).join(', ')}`),
  actor_token: maybe('token exchange: a token of who acts, where that is not the client itself'),
  actor_token_type: maybe('token exchange: what kind of token that is; it goes with actor_token'),
  lifetime: LIFETIME_PARAMETER,
  ...(open && { claims: maybe('a JSON object with further claims of the token (OPEN=1)') }),
  assertion: maybe('jwt-bearer (RFC 7523 §2.1): the assertion'),
  ...PROOF_PARAMETERS,
})

/** Others are ignored (RFC 6749 §3.2), or are those of which declared claims are made. */
export const formSchema = (shape: ParameterShape): z.ZodType => z.looseObject(shape)

/** In JSON some have further forms (json-parameters.ts). */
const IN_JSON: Readonly<Record<string, z.ZodType>> = {
  claims: claimsSchema,
  lifetime: z.int().positive(),
  ...Object.fromEntries([...MAY_REPEAT].map((name) => [name, z.array(z.string())])),
}

export const jsonSchema = (shape: ParameterShape): z.ZodType =>
  z.looseObject(
    Object.fromEntries(
      Object.entries(shape).map(([name, schema]) => {
        const other = IN_JSON[name]
        return [name, other ? z.union([schema, other]).optional() : schema]
      }),
    ),
  )
