import type { IncomingMessage } from 'node:http'
import { contextOf } from '#core/http/context'
import type { TokenRejected } from '#core/token/rejection'
import { tokenHints } from '#core/token/token-hints'
import { ANYONE } from '#core/token/trust'
import { JWT_BEARER } from '../oauth-uris.ts'
import type { AssertionTrust, JudgeAssertion } from '../oauth/proof/assertion.ts'
import type { AuthenticateClient } from '../oauth/proof/authenticate-client.ts'
import { sendsCredentials, showsCertificate } from '../oauth/proof/credentials.ts'
import { isUnsigned, keysOrDecoy } from '../oauth/proof/decoy-keys.ts'
import { formOf, type Form } from '../oauth/request/form.ts'
import { OAuthError } from '../oauth/oauth-error.ts'
import type { GrantTools } from './grant.ts'
import { BEARER_ASSERTIONS, refusedGrant, whoVouches } from './jwt-bearer.ts'

export interface AssertionAloneParts {
  /** Whoever sends something else proves itself by that. */
  authenticate: AuthenticateClient
  tools: GrantTools
  /** Judges what a client has signed for itself: it is the proof of the client as well, and is read as one. */
  judgeOwn: JudgeAssertion
}

/**
 * Lets an assertion that is a grant prove its client, where the declaration of the client allows it (RFC 7521 §4.1, RFC 7523
 * §2.1). The client is the one that client_id names, or the claim iss. The assertion is believed before anything is said of
 * the client, and whoever cannot sign one gets one answer, whether there is such a client or not. A certificate of the connection
 * counts where the client that client_id names has declared one, and then it must be that.
 */
export function orAssertionAlone({ authenticate, tools, judgeOwn }: AssertionAloneParts): AuthenticateClient {
  return async (request) => {
    const form = formOf(request)
    const assertion = assertionAloneIn(request, form)
    if (assertion === undefined) return authenticate(request)
    const { iss = '' } = tokenHints(assertion)
    const named = tools.clients.get(form.get('client_id') ?? iss)
    const isCertified = named?.isItsCertificate !== undefined && showsCertificate(request, form)
    const proved = isCertified ? await authenticate(request).catch(unlessRefused) : undefined
    if (proved) return proved
    const client = named?.assertionAlone && !isCertified ? named : undefined
    const trusted = client && (await whoVouches(tools, client, assertion))
    const isOfIssuer = trusted !== undefined && trusted.issuer !== client?.id
    const { keys, isReal } = keysOrDecoy(isOfIssuer ? trusted : trusted && client, tools.clients)
    const nobody: AssertionTrust = { issuer: iss, subject: ANYONE, type: BEARER_ASSERTIONS, keys }
    const believing = { ...nobody, ...trusted, keys }
    const judging = { what: 'the assertion', clientId: client?.id ?? iss, refuse: refusedAlone }
    const judge = isOfIssuer ? tools.judgeAssertion : judgeOwn
    const believed = await judge(contextOf(request), assertion, believing, judging)
    if (!client || !isReal()) throw new OAuthError('invalid_client', NOT_ALONE)
    return { client, spend: async () => {}, presented: { ...believed, issuer: believing.issuer } }
  }
}

/** An assertion that is a grant, where nothing else is sent that proves a client. */
export function assertionAloneIn(request: IncomingMessage, form: Form): string | undefined {
  const isGrant = form.get('grant_type') === JWT_BEARER && !sendsCredentials(request, form)
  return isGrant ? form.get('assertion') : undefined
}

/** Whoever shows another certificate gets the answer of all others, after the same work. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof OAuthError)) throw error
}

const refusedAlone = (rejection: TokenRejected) =>
  isUnsigned(rejection) ? new OAuthError('invalid_client', NOT_ALONE) : refusedGrant(rejection)

const NOT_ALONE =
  'The client did not authenticate (nor is a certificate that it shows the one of its declaration, tlsClientAuthSubjectDn and so on), and the assertion alone does not do: the client that client_id, or the claim iss, names is unknown here, its declaration does not say assertionAlone, or the assertion is not signed, as it is, by a key of an issuer that it may bring'
