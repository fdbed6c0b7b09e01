import type { RequestHandler } from 'express'
import { contextOf } from '#core/http/context'
import { PRETTY } from '#core/http/pretty'
import { readQuery, yesOrNo } from '#core/http/query'
import { sendSecret } from '#core/http/send'
import type { Grant, GrantTools } from '../../grants/grant.ts'
import type { AuthenticateClient } from '../proof/authenticate-client.ts'
import { chooseAudience, readScope, refuseWider, shownList } from '../granted/bounds.ts'
import { formOf, requireParameter } from '../request/form.ts'
import { askedLifetime } from '../request/lifetime.ts'
import { OAuthError } from '../oauth-error.ts'
import type { Client } from '../../registered-clients/clients.ts'
import type { SignGrant } from '../granted/sign-grant.ts'

export interface TokenRouteParts {
  authenticate: AuthenticateClient
  grants: readonly Grant[]
  tools: GrantTools
  signGrant: SignGrant
}

/**
 * The token route (RFC 6749 §3.2), and the frame of every grant: who asks, for whom, with which rights; then the grant;
 * then its bounds. `?expired=1` and `?lifetime=60` are the sandbox's own: the token has expired already, or lives a minute.
 */
export function token({ authenticate, grants, tools, signGrant }: TokenRouteParts): RequestHandler {
  const byType = new Map(grants.map((grant) => [grant.type, grant]))
  const types = [...byType.keys()].join(', ')
  return async (request, response) => {
    const form = formOf(request)
    const { client, ...proof } = await authenticate(request)
    const { expired = '0' } = request.query // others are ignored (RFC 6749 §3.2)
    const { expired: isExpired = false } = readQuery({ expired }, { expired: yesOrNo, ...PRETTY })
    const lifetime = askedLifetime(request, form)
    const grant = byType.get(requireParameter(form, 'grant_type'))
    if (!grant) throw new OAuthError('unsupported_grant_type', `The parameter grant_type must be one of ${types}`)
    const audience = chooseAudience(form, client)
    const asked = boundedScope(client, readScope(form.get('scope')))
    const application = { context: contextOf(request), form, client, ...proof, audience, scopes: asked }
    const { asksScopes = [], ...authorised } = await grant.authorise(application, tools)
    const scopes = asked.length > 0 ? asked : boundedScope(client, asksScopes)
    if (authorised.withinScopes) refuseWider(scopes, authorised.withinScopes, 'the token that was presented has')
    sendSecret(response, await signGrant({ ...application, scopes }, authorised, { isExpired, lifetime }))
  }
}

/** @throws OAuthError invalid_scope for more than the client may have */
function boundedScope({ scopes, isOpen }: Client, asked: readonly string[]): readonly string[] {
  if (!isOpen) refuseWider(asked, scopes, `the client may have: ${shownList(scopes)}`)
  return asked
}
