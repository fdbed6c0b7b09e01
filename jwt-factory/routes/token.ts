import type { RequestHandler } from 'express'
import { contextOf } from '#core/http/context'
import { isYes } from '#core/http/input'
import type { Grant } from '../grants/grant.ts'
import { sendSecret } from '../oauth/answer.ts'
import { authenticateClient } from '../oauth/authenticate-client.ts'
import { formOf, required } from '../oauth/form.ts'
import { OAuthError } from '../oauth/oauth-error.ts'
import type { IssuerParts } from '../oauth/parts.ts'
import { readScope, refuseWider } from '../oauth/scope.ts'
import { signGrant } from '../oauth/sign-grant.ts'
import { chooseTarget } from '../oauth/target.ts'

/**
 * The token route (RFC 6749 §3.2), and the frame of every grant: who asks, for whom, with which rights; then the grant;
 * then its bounds. `?expired=1` is the sandbox's own: the token has expired already.
 */
export function token(parts: IssuerParts, grants: readonly Grant[]): RequestHandler {
  const byType = new Map(grants.map((grant) => [grant.type, grant]))
  return async (request, response) => {
    const form = formOf(request)
    const client = await authenticateClient(parts, request)
    const grant = byType.get(required(form, 'grant_type'))
    if (!grant) throw new OAuthError('unsupported_grant_type', 'No grant of that type is known here')
    const target = chooseTarget(form, client)
    const scopes = readScope(form.get('scope'))
    refuseWider(scopes, client.scopes, 'the declaration of the client')
    const application = { parts, context: contextOf(request), form, client, target, scopes }
    const authorised = await grant.authorise(application)
    if (authorised.withinScopes) refuseWider(scopes, authorised.withinScopes, 'the token that was presented')
    sendSecret(response, await signGrant(application, authorised, isYes(request.query['expired'])))
  }
}
