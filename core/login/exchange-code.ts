import { TokenRejected } from '../token/rejection.ts'
import type { RequestContext } from '../trace/request-context.ts'
import { judgeAccessToken, judgeIdToken, looksLikeJwt } from './judge-tokens.ts'
import type { GateParts } from './gate-parts.ts'
import type { PendingLogin } from './pending-logins.ts'
import type { Session } from './session.ts'

/** Where nobody says how long an access token lives. Seconds. */
const UNSAID_LIFE = 300

/** How long a session may last whose cookie lasts as long as the browser. Seconds. */
const LONGEST_OPEN = 2_592_000

/** Gets the tokens for a code, and believes them: `openid-client` first, then all checks of our own, which the trace is told of. */
export async function exchangeCode(
  answer: URLSearchParams,
  { state, nonce, verifier }: PendingLogin,
  context: RequestContext,
  parts: GateParts,
): Promise<Session> {
  const { settings, places, provider, providerName, clock, log } = parts
  const known = await provider.known()
  const { lib, config } = known
  const address = new URL(places.redirectUri)
  address.search = answer.toString()
  context.recorder.step({ verb: 'asks', what: 'for tokens, with the code and what proves who began', to: providerName })
  const got = await lib.authorizationCodeGrant(config, address, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  })
  const { id_token: idToken = '', access_token: accessToken, refresh_token: refreshToken, expires_in: life } = got
  const trust = { provider: known, keys: provider.keys, clientId: settings.clientId }
  refuseNoHeader(accessToken)
  const claims = await judgeIdToken(idToken, trust, { nonce }, { clock, context, log })
  const subject = String(claims.sub)
  if (settings.accessTokenClaims.length > 0 && looksLikeJwt(accessToken)) {
    await judgeAccessToken(accessToken, trust, subject, { clock, context, log })
  }
  const { iss: issuer } = claims
  context.recorder.hold({ what: 'the ID token of a person', issuer, token: idToken })
  context.recorder.hold({ what: 'the access token of a person', issuer, token: accessToken })
  const now = clock.now()
  const validUntil = tokensEnd(now, life, claims.exp)
  const longest = now + (settings.cookieOptions.maxAge || LONGEST_OPEN) * 1000
  const isRenewed = settings.session.allowRefreshing && refreshToken !== undefined
  return {
    subject,
    idToken,
    accessToken,
    ...(refreshToken !== undefined && { refreshToken }),
    validUntil,
    endsAt: isRenewed ? longest : Math.min(longest, validUntil),
  }
}

/** What is no text of these signs is no header either (RFC 6749 appendix A.12). @throws TokenRejected */
export function refuseNoHeader(accessToken: string): void {
  if (!/^[\x20-\x7e]+$/.test(accessToken)) throw new TokenRejected('malformed')
}

/**
 * The first of both counts: the application is not sent a token that is over. Milliseconds since 1970.
 * @throws TokenRejected when they are over already: the person would be sent to the provider and back without an end
 */
export function tokensEnd(now: number, life: number | undefined, idTokenEnd: number | undefined): number {
  const ends = [
    ...(life === undefined ? [] : [now + life * 1000]),
    ...(idTokenEnd === undefined ? [] : [idTokenEnd * 1000]),
  ]
  const end = ends.length === 0 ? now + UNSAID_LIFE * 1000 : Math.min(...ends)
  if (end <= now) throw new TokenRejected('expired')
  return end
}
