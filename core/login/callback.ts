import type { IncomingMessage } from 'node:http'
import type { AuthorizationResponseError } from 'openid-client'
import type { OwnAnswer } from '../http/forward/own-answer.ts'
import { KeysUnavailable } from '../keys/key-errors.ts'
import { StoreUnavailable } from '../store/store.ts'
import { TITLES, TokenRejected } from '../token/rejection.ts'
import type { RequestContext } from '../trace/request-context.ts'
import { exchangeCode } from './exchange-code.ts'
import { redirected, redirectedByPage } from './login-answers.ts'
import type { GateParts } from './gate-parts.ts'
import { loginRefused, providerIsAway, storeIsAway } from './login-problems.ts'
import type { NoPendingLogin } from './pending-logins.ts'
import { isProviderAway } from './provider.ts'
import { returnAddress } from './return-address.ts'
import { revokeTokens } from './revoke-tokens.ts'
import { SessionTooLarge, TooManySessions, type Session } from './session.ts'

/**
 * Takes the answer of the provider (OpenID Connect Core 1.0 §3.1.2.5): the state first, for an answer that this browser did not begin
 * is not even looked at; then the code, the tokens, and a session under a new id.
 */
export async function answerCallback(
  request: IncomingMessage,
  context: RequestContext,
  parts: GateParts,
): Promise<OwnAnswer> {
  const { places, pending, sessions, metrics, log, settings } = parts
  const { cookie } = request.headers
  const [, query = ''] = /\?([^#]*)/.exec(request.url ?? '') ?? []
  const answer = new URLSearchParams(query)
  const state = answer.getAll('state').length === 1 ? answer.get('state') : null
  const forget = pending.ended(state, cookie)
  const refuse = (reason: string, detail: string, status = 400) =>
    loginRefused(request, context, parts, { reason, detail, status, cookies: forget })

  let session: Session | undefined
  try {
    const login = await pending.take(state, cookie)
    if (typeof login === 'string') return refuse(login, NOT_PENDING[login])
    session = await exchangeCode(answer, login, context, parts)
    const cookies = [...forget, ...(await sessions.open(session, cookie))]
    context.recorder.step({ verb: 'believes', what: 'who the person is, and opens a session under a new id' })
    log.info({ traceId: context.trace.traceId }, 'logged-in')
    metrics.count('logged-in')
    const location = places.origin + returnAddress(login.returnTo, places)
    const { sameSite } = settings.cookieOptions
    return sameSite === 'strict'
      ? redirectedByPage(location, cookies, context.trace.traceId)
      : redirected(location, cookies)
  } catch (error) {
    if (session) await revokeTokens(session, context, parts)
    if (error instanceof StoreUnavailable || error instanceof TooManySessions) {
      return storeIsAway(request, context, parts, 'The store has no room for your session, or cannot be reached.')
    }
    if (error instanceof SessionTooLarge) {
      return refuse(
        'session-too-large',
        'Your tokens are larger than a session can be here. Sessions in a store take more.',
        413,
      )
    }
    if (error instanceof KeysUnavailable || isProviderAway(error)) {
      return providerIsAway(request, context, parts, 'your login could not be completed', forget)
    }
    return refuse(...whyNoLogin(error))
  }
}

const NOT_PENDING: Record<NoPendingLogin, string> = {
  'no-state': 'The answer of the provider does not say which login it belongs to.',
  'other-browser': 'This login was not begun in this browser, or too long ago. Nobody was logged in.',
  'too-late': 'This login was begun too long ago.',
  used: 'This login was completed already: the answer of the provider counts once.',
}

/** @throws what is no refusal: a bug */
function whyNoLogin(error: unknown): [reason: string, detail: string, status?: number] {
  if (error instanceof TokenRejected) {
    return [error.reason, `The provider sent a token that is not believed. ${TITLES[error.reason]}.`]
  }
  if (!(error instanceof Error)) throw error
  if (error.name === 'AuthorizationResponseError') {
    const { error: code } = error as AuthorizationResponseError // by its name: the library is loaded late
    return [
      `the provider answered ${shownErrorCode(code)}`,
      `The provider did not log you in: ${shownErrorCode(code)}.`,
      403,
    ]
  }
  if (error.name === 'ResponseBodyError') {
    return ['the provider did not take the code', 'The provider did not take the code of this login.']
  }
  if (error.name !== 'ClientError' && !(error instanceof TypeError)) throw error
  const cause = error.cause instanceof Error ? error.cause : error
  return [cause.message, wrongInTokens(cause)]
}

/** What the library saw before our own checks: in time, or in a claim that it compares. */
function wrongInTokens({ cause }: Error): string {
  const { claim } = Object(cause) as { claim?: unknown }
  const isNamed = typeof claim === 'string' && /^[a-z_]{1,20}$/.test(claim)
  if (!isNamed) return 'The answer of the provider is not as it must be, so it is not believed.'
  return `The provider sent an ID token that is not believed: ${OF_TIME[claim] ?? `its ${claim} is another than it must be`}.`
}

const OF_TIME: Readonly<Record<string, string>> = {
  exp: 'it has expired, by the clock here',
  nbf: 'its time has not come, by the clock here',
  iat: 'it is of the future, by the clock here',
}

/** A word of the standard (RFC 6749 §4.1.2.1); the description beside it could be anybody's text. */
const shownErrorCode = (code: string) => (/^[\w-]{1,60}$/.test(code) ? code : 'something else')
