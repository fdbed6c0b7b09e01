import { faultyClaims } from '#core/token/claims'
import { tokenHints } from '#core/token/token-hints'
import { asOpen } from '../oauth/proof/any-client.ts'
import type { AuthenticateClient } from '../oauth/proof/authenticate-client.ts'
import { formOf } from '../oauth/request/form.ts'
import { OAuthError } from '../oauth/oauth-error.ts'
import type { Clients } from '../registered-clients/clients.ts'
import { assertionAloneIn } from './assertion-alone.ts'

/**
 * The same where any client is good (OPEN=1). An assertion that a registered client may bring alone is judged as ever. What a client
 * that nobody has registered has signed for itself is not looked at, for nobody has its keys: it says what it asks for.
 * @throws OAuthError invalid_grant for a subject that no verifier would take
 * @param alone for clients whose declaration says assertionAlone
 * @param open for all others
 */
export function orAnyAssertionAlone(
  alone: AuthenticateClient,
  open: AuthenticateClient,
  clients: Clients,
): AuthenticateClient {
  return async (request) => {
    const form = formOf(request)
    const assertion = assertionAloneIn(request, form)
    if (assertion === undefined) return open(request)
    const { iss, sub, scope } = tokenHints(assertion)
    const id = form.get('client_id') ?? iss
    const named = id === undefined ? undefined : clients.get(id)
    if (named?.assertionAlone) {
      const proved = await alone(request)
      return { ...proved, client: asOpen(proved.client) }
    }
    const proved = await open(request)
    if (named || iss === undefined || iss !== proved.client.id) return proved
    const claims = { iss, ...(sub !== undefined && { sub }), ...(scope !== undefined && { scope }) }
    if (faultyClaims(claims).length > 0) throw new OAuthError('invalid_grant', NO_SUBJECT)
    return { ...proved, presented: { claims, spend: async () => {}, issuer: iss } }
  }
}

const NO_SUBJECT =
  'The assertion is refused. The claim sub must be a text without control characters, not empty, or be left out'
