import type { ResponseBodyError } from 'openid-client'
import { hash } from 'node:crypto'
import { errorText } from '../error-text.ts'
import { KeysUnavailable } from '../keys/key-errors.ts'
import { TokenRejected } from '../token/rejection.ts'
import type { RequestContext } from '../trace/request-context.ts'
import { refuseNoHeader, tokensEnd } from './exchange-code.ts'
import { judgeAccessToken, judgeIdToken, looksLikeJwt } from './judge-tokens.ts'
import type { GateParts } from './gate-parts.ts'
import type { RunningRenewals } from './login-memory.ts'
import { isProviderAway } from './provider.ts'
import { revokeTokens } from './revoke-tokens.ts'
import type { FoundSession, Session, SessionRenewal } from './session.ts'

/** Renews the tokens of a session (OpenID Connect Core 1.0 §12). @throws StoreUnavailable */
export type RenewSession = (found: FoundSession, context: RequestContext) => Promise<SessionRenewal>

/** A browser that has just been told of a renewed cookie may have asked with the old one before. Milliseconds. */
const REMEMBERED_FOR = 30_000
const MOST_RENEWED = 500

/**
 * One renewal at a time for each session: a refresh token may be used once (RFC 9700 §4.14), and a second use looks like theft. All who
 * ask meanwhile share it; of several gateways on one store the others wait for the one that renews.
 */
export function createRenewal(parts: GateParts, { running, done }: RunningRenewals): RenewSession {
  async function renewOnce(found: FoundSession, context: RequestContext): Promise<SessionRenewal> {
    const turn = await parts.sessions.takeTurn(found)
    if (!turn.mine) {
      if (turn.now === undefined) return { kind: 'refused', why: 'it was ended meanwhile' }
      return { kind: 'renewed', session: turn.now.session, cookies: [] }
    }
    try {
      return await renewNow(found, context, parts)
    } finally {
      await turn.leave()
    }
  }

  function remember(key: string, renewal: SessionRenewal): void {
    if (parts.settings.session.kind !== 'cookie' || renewal.kind !== 'renewed') return
    done.set(key, { renewal, until: parts.clock.now() + REMEMBERED_FOR })
    for (const [oldest, { until }] of done) {
      if (done.size <= MOST_RENEWED && until > parts.clock.now()) break
      done.delete(oldest)
    }
  }

  return async (found, context) => {
    const key = hash('sha256', found.kept, 'base64url') // what is renewed already is another one
    const known = done.get(key)
    if (known && known.until > parts.clock.now()) return known.renewal
    const underWay = running.get(key)
    if (underWay) return underWay
    const renewal = renewOnce(found, context)
    running.set(key, renewal)
    try {
      const renewed = await renewal
      remember(key, renewed)
      return renewed
    } finally {
      running.delete(key)
    }
  }
}

async function renewNow(found: FoundSession, context: RequestContext, parts: GateParts): Promise<SessionRenewal> {
  const { sessions, metrics, log, providerName } = parts
  context.recorder.step({ verb: 'asks', what: 'for new tokens: those of the session are over', to: providerName })
  try {
    const session = await askForTokens(found.session, context, parts)
    const cookies = await sessions.renew(found, session)
    if (!cookies) {
      await revokeTokens(session, context, parts)
      return { kind: 'refused', why: 'it was ended meanwhile' }
    }
    metrics.count('renewed')
    return { kind: 'renewed', session, cookies }
  } catch (error) {
    if (isRenewalRefused(error)) {
      metrics.count('renewal-refused')
      return { kind: 'refused', why: 'the provider does not renew it' }
    }
    if (!isProviderAway(error) && !(error instanceof KeysUnavailable) && !isFromLibrary(error)) throw error
    log.warn({ why: errorText(error), traceId: context.trace.traceId }, 'session-not-renewed')
    return { kind: 'away' }
  }
}

/** `invalid_grant` is the one word for a refresh token that is no longer good (RFC 6749 §5.2); the others are faults of the settings. */
const isRenewalRefused = (error: unknown): boolean =>
  error instanceof TokenRejected ||
  (error instanceof Error &&
    error.name === 'ResponseBodyError' &&
    (error as ResponseBodyError).error === 'invalid_grant') // by its name: the library is loaded late

const isFromLibrary = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'ClientError' || error.name === 'ResponseBodyError')

async function askForTokens(session: Session, context: RequestContext, parts: GateParts): Promise<Session> {
  const { provider, settings, clock, log } = parts
  const known = await provider.known()
  const got = await known.lib.refreshTokenGrant(known.config, session.refreshToken ?? '')
  const { id_token: idToken, access_token: accessToken, refresh_token: refreshToken, expires_in: life } = got
  const trust = { provider: known, keys: provider.keys, clientId: settings.clientId }
  const expected = { subject: session.subject } // OpenID Connect Core 1.0 §12.2
  refuseNoHeader(accessToken)
  const claims =
    idToken === undefined ? undefined : await judgeIdToken(idToken, trust, expected, { clock, context, log })
  if (settings.accessTokenClaims.length > 0 && looksLikeJwt(accessToken)) {
    await judgeAccessToken(accessToken, trust, session.subject, { clock, context, log })
  }
  return {
    ...session,
    accessToken,
    ...(idToken !== undefined && { idToken }),
    ...(refreshToken !== undefined && { refreshToken }),
    validUntil: tokensEnd(clock.now(), life, claims?.exp),
  }
}
