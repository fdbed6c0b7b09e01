import type { IncomingMessage } from 'node:http'
import type { OwnAnswer } from '../http/forward/own-answer.ts'
import { StoreUnavailable } from '../store/store.ts'
import type { RequestContext } from '../trace/request-context.ts'
import { redirected, saidInWords } from './login-answers.ts'
import type { GateParts } from './gate-parts.ts'
import { storeIsAway } from './login-problems.ts'
import { isAheadOfTime } from './may-begin.ts'
import { isProviderAway } from './provider.ts'
import { revokeTokens } from './revoke-tokens.ts'
import type { FoundSession } from './session.ts'

/**
 * Ends the session here, revokes its tokens, and sends the browser to the provider, whose session ends too (OpenID Connect RP-Initiated
 * Logout 1.0 §2). Gloo's logout is a GET, which a page of anybody can cause; a browser says where a request comes from, and then a
 * person who follows a foreign link is asked first, and an image or a script of a foreign page does nothing.
 * @param onEnd told which session is over
 */
export async function answerLogout(
  request: IncomingMessage,
  context: RequestContext,
  parts: GateParts,
  onEnd: (key: string) => void,
): Promise<OwnAnswer> {
  const { sessions, places, metrics, log } = parts
  const { cookie } = request.headers
  if (!isOwnWill(request)) {
    context.recorder.step({ verb: 'refuses', what: 'to log out for a page of somebody else' })
    return askFirst(request, context, parts)
  }
  try {
    const found = await sessions.find(cookie)
    const session = found === 'twice' ? undefined : found
    const cookies = await sessions.end(session, cookie)
    if (!session) return redirected(places.afterLogout, cookies)
    onEnd(session.key)
    context.recorder.step({ verb: 'finds', what: 'the person logs out, and ends the session' })
    log.info({ traceId: context.trace.traceId }, 'logged-out')
    metrics.count('logged-out')
    await revokeTokens(session.session, context, parts)
    return await endAtProvider(session, request, context, parts, cookies)
  } catch (error) {
    if (error instanceof StoreUnavailable) return storeIsAway(request, context, parts, SESSION_STILL_THERE)
    throw error
  }
}

const SESSION_STILL_THERE = 'The store of sessions cannot be reached, so your session could not be ended.'

/** Typed, or from a page of the application itself; a program or an old browser says nothing of it. */
function isOwnWill({ headers, method }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  if (isAheadOfTime(headers)) return false
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  return method === 'GET'
}

function askFirst(request: IncomingMessage, context: RequestContext, { places }: GateParts): OwnAnswer {
  return saidInWords(
    {
      status: 403,
      type: 'foreign-origin',
      title: 'Do you want to log out?',
      detail: 'Another site has sent you here. You are logged in as before, until you say otherwise.',
      link: { href: places.origin + (places.logout ?? ''), text: 'Log out' },
    },
    request,
    context,
  )
}

async function endAtProvider(
  { session }: FoundSession,
  request: IncomingMessage,
  context: RequestContext,
  { provider, providerName, places }: GateParts,
  cookies: readonly string[],
): Promise<OwnAnswer> {
  try {
    const { lib, config, metadata } = await provider.known()
    if (typeof metadata.end_session_endpoint !== 'string') return redirected(places.afterLogout, cookies)
    const address = lib.buildEndSessionUrl(config, {
      id_token_hint: session.idToken,
      post_logout_redirect_uri: places.afterLogout,
    })
    context.recorder.step({ verb: 'sends', what: 'the browser, to log out there too,', to: providerName })
    return redirected(address.href, cookies)
  } catch (error) {
    if (!isProviderAway(error)) throw error
    const detail = 'Your session here is over. The provider could not be told: you may still be logged in there.'
    const link = { href: places.afterLogout, text: 'Go on' }
    const words = {
      status: 200,
      type: 'cannot-decide',
      title: 'You are logged out here',
      detail,
      link,
      cookies,
    } as const
    return saidInWords(words, request, context)
  }
}
