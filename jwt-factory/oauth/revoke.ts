import type { RequestHandler } from 'express'
import { revokeToken } from '#core/access/spent-and-revoked'
import type { Clock } from '#core/clock'
import { MOST_LEEWAY } from '#core/config/setting'
import { contextOf } from '#core/http/context'
import { sendJson } from '#core/http/send'
import type { Log } from '#core/log'
import type { Store } from '#core/store/store'
import { ANYONE } from '#core/token/trust'
import type { Issuer } from '../issuer.ts'
import type { AuthenticateClient } from './authenticate-client.ts'
import { formOf, requireParameter } from './form.ts'
import { OAuthError } from './oauth-error.ts'
import { ACCESS_TOKEN, GRANT_ASSERTION, type JudgeOwnToken } from './own-token.ts'

/** A token that the clock of another factory has dated ahead is revoked all the same, and whoever is lax knows of it. */
const leewaySeconds = MOST_LEEWAY

/** Whatever this issuer has granted can be taken back: what is given to another issuer, too. */
const QUESTION = { what: 'the token', audience: ANYONE, type: [ACCESS_TOKEN, GRANT_ASSERTION] } as const

export interface RevokeParts {
  authenticate: AuthenticateClient
  judgeOwnToken: JudgeOwnToken
  issuer: Issuer
  store: Store
  clock: Clock
  log: Log
}

/**
 * Takes a token back (RFC 7009): only the client that got it may. What is no living token of this issuer needs no
 * revoking, so the answer is 200 as well (§2.2); the hint is ignored.
 */
export function revokeAccessToken(parts: RevokeParts): RequestHandler {
  const { authenticate, judgeOwnToken, issuer, store, clock, log } = parts
  return async (request, response) => {
    const { client, spend } = await authenticate(request)
    const token = requireParameter(formOf(request), 'token')
    const context = contextOf(request)
    const verdict = await judgeOwnToken(context, { ...QUESTION, token, leewaySeconds })
    if (verdict.valid && verdict.claims['client_id'] !== client.id) {
      throw new OAuthError(
        'unauthorized_client',
        'The token was issued to another client: only the one in its claim client_id may revoke it',
      )
    }
    await spend()
    if (verdict.valid) {
      const { claims } = verdict
      // Known to the store before the answer: whoever hears 200 can rely on it.
      await revokeToken(store, claims, { clock, keepSeconds: MOST_LEEWAY })
      log.info({ client: client.id, tokenId: claims.jti, issuer: issuer.name }, 'token-revoked')
    }
    if (context.recorder.isOn) {
      context.recorder.step({ verb: 'answers', what: `${client.id} that the token is no longer valid` })
    }
    // Nobody needs to read it (§2.2), and who reads it all the same, as JSON or by its type, finds what can be read.
    sendJson(response, 200, {})
  }
}
