import type { RequestHandler } from 'express'
import { revoke as revokeToken } from '#core/access/spent-and-revoked'
import { contextOf } from '#core/http/context'
import { ANYONE } from '#core/token/trust'
import { authenticateClient } from '../oauth/authenticate-client.ts'
import { formOf, required } from '../oauth/form.ts'
import { OAuthError } from '../oauth/oauth-error.ts'
import { judgeOwnToken } from '../oauth/own-token.ts'
import type { IssuerParts } from '../oauth/parts.ts'

/** A token that the clock of another factory has dated ahead is revoked all the same. Seconds. */
const LEEWAY = 300

/**
 * Takes a token back (RFC 7009): only the client that got it may. What is no living token of this issuer needs no
 * revoking, so the answer is 200 as well (§2.2); the hint is ignored.
 */
export function revoke(parts: IssuerParts): RequestHandler {
  return async (request, response) => {
    const client = await authenticateClient(parts, request)
    const token = required(formOf(request), 'token')
    const context = contextOf(request)
    const leewaySeconds = Math.max(LEEWAY, parts.config.leewaySeconds)
    const question = { token, what: 'the token', audience: ANYONE, leewaySeconds } as const
    const verdict = await judgeOwnToken(parts, context, question)
    if (verdict.valid) {
      const { claims } = verdict
      if (claims['client_id'] !== client.id) {
        throw new OAuthError('unauthorized_client', 'The token was issued to another client')
      }
      // Known to the store before the answer: whoever hears 200 can rely on it.
      await revokeToken(parts.store, claims, leewaySeconds)
      parts.log.info({ client: client.id, tokenId: claims.jti, issuer: parts.issuer.name }, 'token-revoked')
    }
    if (context.recorder.isOn) {
      context.recorder.step({ verb: 'answers', what: `${client.id} that the token is good no longer` })
    }
    response.setHeader('cache-control', 'no-store')
    response.status(200).end()
  }
}
