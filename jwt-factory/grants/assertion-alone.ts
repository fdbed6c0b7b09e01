import { contextOf } from '#core/http/context'
import type { TokenRejected } from '#core/token/rejection'
import { tokenHints } from '#core/token/token-hints'
import { ANYONE } from '#core/token/trust'
import { JWT_BEARER } from '../oauth-uris.ts'
import type { AssertionTrust } from '../oauth/proof/assertion.ts'
import type { AuthenticateClient } from '../oauth/proof/authenticate-client.ts'
import { sendsCredentials, showsCertificate } from '../oauth/proof/credentials.ts'
import { isUnsigned, keysOrDecoy } from '../oauth/proof/decoy-keys.ts'
import { formOf } from '../oauth/request/form.ts'
import { OAuthError } from '../oauth/oauth-error.ts'
import type { GrantTools } from './grant.ts'
import { BEARER_ASSERTIONS, refusedGrant, whoVouches } from './jwt-bearer.ts'

/**
 * Lets an assertion that is a grant prove its client, where the declaration of the client allows it (RFC 7521 §4.1, RFC 7523
 * §2.1). The client is the one that client_id names, or the claim iss. The assertion is believed before anything is said of
 * the client, and whoever cannot sign one gets one answer, whether there is such a client or not. A certificate of the connection
 * counts where the client that client_id names has declared one, and then it must be that.
 */
export function orAssertionAlone(authenticate: AuthenticateClient, tools: GrantTools): AuthenticateClient {
  return async (request) => {
    const form = formOf(request)
    const assertion = form.get('assertion')
    const isAlone = assertion !== undefined && form.get('grant_type') === JWT_BEARER && !sendsCredentials(request, form)
    if (!isAlone) return authenticate(request)
    const { iss = '' } = tokenHints(assertion)
    const named = tools.clients.get(form.get('client_id') ?? iss)
    const isCertified = named?.isItsCertificate !== undefined && showsCertificate(request, form)
    const proved = isCertified ? await authenticate(request).catch(unlessRefused) : undefined
    if (proved) return proved
    const client = named?.assertionAlone && !isCertified ? named : undefined
    const trusted = client && (await whoVouches(tools, client, assertion))
    const { keys, isReal } = keysOrDecoy(trusted?.issuer === client?.id ? client : trusted, tools.clients)
    const nobody: AssertionTrust = { issuer: iss, subject: ANYONE, type: BEARER_ASSERTIONS, keys }
    const believing = { ...nobody, ...trusted, keys }
    const judging = { what: 'the assertion', refuse: refusedAlone }
    const believed = await tools.judgeAssertion(contextOf(request), assertion, believing, judging)
    if (!client || !isReal()) throw new OAuthError('invalid_client', NOT_ALONE)
    return { client, spend: async () => {}, presented: { ...believed, issuer: believing.issuer } }
  }
}

/** Whoever shows another certificate gets the answer of all others, after the same work. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof OAuthError)) throw error
}

const refusedAlone = (rejection: TokenRejected) =>
  isUnsigned(rejection) ? new OAuthError('invalid_client', NOT_ALONE) : refusedGrant(rejection)

const NOT_ALONE =
  'The client did not authenticate (nor is a certificate that it shows the one of its declaration, tlsClientAuthSubjectDn and so on), and the assertion alone does not do: the client that client_id, or the claim iss, names is unknown here, its declaration does not say assertionAlone, or the assertion is not signed, as it is, by a key of an issuer that it may bring'
