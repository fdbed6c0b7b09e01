import type { IncomingMessage } from 'node:http'
import type { OwnAnswer } from '../http/forward/own-answer.ts'
import type { RequestContext } from '../trace/request-context.ts'
import { redirected, saidInWords } from './login-answers.ts'
import type { GateParts } from './gate-parts.ts'
import { mayBeginLogin, whyNotSent } from './may-begin.ts'
import { providerIsAway } from './login-problems.ts'
import { isProviderAway } from './provider.ts'
import { returnAddress } from './return-address.ts'

/**
 * Sends a person without a session to the provider (OpenID Connect Core 1.0 §3.1.2.1, PKCE of RFC 7636); what cannot log in is
 * answered 401.
 * @param why there is no session, for the trace: `the browser has none`
 * @param cookies that go with the answer
 */
export async function beginLogin(
  request: IncomingMessage,
  context: RequestContext,
  parts: GateParts,
  why: string,
  cookies: readonly string[] = [],
): Promise<OwnAnswer> {
  const { settings, places, provider, providerName, pending, metrics } = parts
  const { recorder } = context
  recorder.step({ verb: 'finds', what: `there is no session: ${why}` })
  if (!mayBeginLogin(request, settings)) {
    metrics.count('no-session')
    recorder.step({ verb: 'finds', what: `nobody is sent to ${providerName}: ${whyNotSent(request, settings)}` })
    return notLoggedIn(request, context, parts, cookies)
  }
  try {
    const { lib, config } = await provider.known()
    const begun = await pending.begin(returnAddress(request.url ?? '/', places), request.headers.cookie)
    const { state, nonce, verifier } = begun.login
    const address = lib.buildAuthorizationUrl(config, {
      ...settings.authEndpointQueryParams,
      redirect_uri: places.redirectUri,
      scope: [...new Set(['openid', ...settings.scopes])].join(' '),
      state,
      nonce,
      code_challenge: await lib.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    recorder.step({ verb: 'sends', what: 'the browser, with a state, a nonce and a code challenge,', to: providerName })
    metrics.count('sent-to-provider')
    return redirected(address.href, [...cookies, ...begun.cookies])
  } catch (error) {
    if (!isProviderAway(error)) throw error
    return providerIsAway(request, context, parts, 'nobody can log in at the moment')
  }
}

/** RFC 9110 §11.6.1 wants a challenge; the scheme says that a cookie is wanted, and no browser asks for a password because of it. */
function notLoggedIn(
  request: IncomingMessage,
  context: RequestContext,
  { places, sessions }: GateParts,
  cookies: readonly string[],
): OwnAnswer {
  const isSent = request.method !== 'GET' && request.method !== 'HEAD'
  return saidInWords(
    {
      status: 401,
      type: 'login-required',
      title: 'You are not logged in',
      detail: isSent
        ? 'What you sent was not taken: there is no session, or it is over. Log in, and send it again.'
        : 'This needs a session: open the application in a browser, and log in.',
      link: { href: places.home, text: 'Log in' },
      cookies,
      headers: { 'www-authenticate': `Cookie realm="login", cookie-name="${sessions.cookieName}"` },
    },
    request,
    context,
  )
}
