import { faultyClaims } from '#core/token/claims'
import { tokenHints } from '#core/token/token-hints'
import type { Client, Clients } from '../../registered-clients/clients.ts'
import type { AuthenticateClient, ProvedClient } from './authenticate-client.ts'
import { sendsCredentials, readCredentials } from './credentials.ts'
import { formOf } from '../request/form.ts'
import { OAuthError } from '../oauth-error.ts'

/** Who asks without a name. */
const NAMELESS = 'anyone'

/** Of a client id that nobody has registered. Characters. */
const MAX_ANY_ID = 300

/**
 * Takes any client for whom it says it is, as mock issuers do (OPEN=1): any secret is right, and none is needed. An assertion of
 * a client that is registered is judged as ever; of another client nobody has keys, so its assertion is not looked at.
 */
export function anyClient(authenticate: AuthenticateClient, clients: Clients): AuthenticateClient {
  const openFor = (id: string): ProvedClient => ({
    client: asOpen(clients.get(id) ?? stranger(id)),
    spend: async () => {},
  })
  return async (request) => {
    const form = formOf(request)
    if (!sendsCredentials(request, form))
      return openFor(form.get('client_id') ?? issuerOf(form.get('assertion')) ?? NAMELESS)
    const credentials = readCredentials(request, form)
    if (!('assertion' in credentials)) return openFor(credentials.clientId)
    const id = credentials.clientId ?? tokenHints(credentials.assertion).sub ?? NAMELESS
    if (!clients.has(id)) return openFor(id)
    const proved = await authenticate(request)
    return { ...proved, client: asOpen(proved.client) }
  }
}

/** An assertion that is a grant may stand alone. */
const issuerOf = (assertion: string | undefined) => (assertion === undefined ? undefined : tokenHints(assertion).iss)

/** Whatever it asks for is good. */
export const asOpen = (client: Client): Client => ({ ...client, isOpen: true })

/** @throws OAuthError invalid_request for what no verifier would take for the id of a client */
function stranger(id: string): Client {
  if (id.length > MAX_ANY_ID || faultyClaims({ client_id: id }).length > 0) {
    const takes = `must be a text of ${MAX_ANY_ID} characters or fewer, without control characters`
    throw new OAuthError(
      'invalid_request',
      `The client id (client_id, or the name in the header Authorization) ${takes}`,
    )
  }
  return { id, audience: id, audiences: [], scopes: [], trustedIssuers: [] }
}
