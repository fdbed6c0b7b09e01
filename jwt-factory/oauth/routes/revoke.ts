import type { RequestHandler } from 'express'
import { revokeToken } from '#core/access/spent-and-revoked'
import type { Clock } from '#core/clock'
import { MOST_LEEWAY } from '#core/config/setting'
import { contextOf } from '#core/http/context'
import { sendJson } from '#core/http/send'
import type { Log } from '#core/log'
import type { Store } from '#core/store/store'
import type { RejectionReason } from '#core/token/rejection'
import { tokenHints } from '#core/token/token-hints'
import { ANYONE } from '#core/token/trust'
import { silent } from '#core/trace/recorder'
import type { RequestContext } from '#core/trace/request-context'
import type { Issuer } from '../../issuer.ts'
import type { AuthenticateClient } from '../proof/authenticate-client.ts'
import type { ClientShares } from '../proof/client-shares.ts'
import { formOf, requireParameter } from '../request/form.ts'
import { OAuthError } from '../oauth-error.ts'
import { ACCESS_TOKEN, GRANT_ASSERTION, TYP_JWT, type JudgeOwnToken } from '../granted/own-token.ts'

/** Whatever this issuer has granted can be taken back: what is given to another issuer, too, and what is no longer declared. */
const QUESTION = { what: 'the token', audience: ANYONE, type: [ACCESS_TOKEN, TYP_JWT, GRANT_ASSERTION] } as const

/** With OPEN=1 anybody has any name: they have one share. */
const ANY_CLIENT = ''

export interface RevokeParts {
  authenticate: AuthenticateClient
  judgeOwnToken: JudgeOwnToken
  issuer: Issuer
  store: Store
  shares: ClientShares
  clock: Clock
  log: Log
}

/**
 * Takes a token back (RFC 7009): only the client that got it may. What is no token of this issuer needs no revoking, so
 * the answer is 200 as well (§2.2); the hint is ignored.
 */
export function revokeAccessToken(parts: RevokeParts): RequestHandler {
  const { authenticate, judgeOwnToken, issuer, store, shares, clock, log } = parts
  return async (request, response) => {
    const { client, spend } = await authenticate(request)
    const token = requireParameter(formOf(request), 'token')
    const context = contextOf(request)
    const claims = await claimsOfOwn(token, context, judgeOwnToken)
    if (claims && !client.isOpen && claims['client_id'] !== client.id) {
      throw new OAuthError(
        'unauthorized_client',
        'The token was issued to another client: only the one in its claim client_id may revoke it',
      )
    }
    await spend()
    if (claims) {
      // Known to the store before the answer: whoever hears 200 can rely on it. And for as long as the laxest believe it.
      const takeRoom = shares.roomFor(client.isOpen ? ANY_CLIENT : client.id)
      await revokeToken(store, claims, { clock, keepSeconds: MOST_LEEWAY, takeRoom })
      log.info({ client: client.id, tokenId: claims.jti, issuer: issuer.name }, 'token-revoked')
    }
    if (context.recorder.isOn) {
      context.recorder.step({ verb: 'answers', what: `${client.id} that the token is no longer valid` })
    }
    // Nobody needs to read it (§2.2), and who reads it all the same, as JSON or by its type, finds what can be read.
    sendJson(response, 200, {})
  }
}

/** What a clock says, and another may not: that its time, or that of its key, is over or has not come. */
const BY_THE_CLOCK: ReadonlySet<RejectionReason> = new Set(['expired', 'not-active', 'unknown-key'])

/**
 * The claims of whatever this issuer has signed, and not revoked. A clock that is wrong may be set right again, and what
 * seemed to be over lives then: so a token that is refused by its dates is looked at once more as of when it was issued.
 */
async function claimsOfOwn(token: string, context: RequestContext, judgeOwnToken: JudgeOwnToken) {
  const question = { ...QUESTION, token }
  const verdict = await judgeOwnToken(context, question)
  if (verdict.valid) return verdict.claims
  const { iat } = tokenHints(token)
  if (iat === undefined || !BY_THE_CLOCK.has(verdict.rejection.reason)) return undefined
  const then = await judgeOwnToken({ ...context, recorder: silent }, { ...question, at: iat * 1000 })
  return then.valid ? then.claims : undefined
}
