import { LOGIN_LESSONS, readTracestate, type LoginLesson } from '#core/trace/context'
import type { Clock } from '#core/clock'
import type { IncomingMessage } from 'node:http'
import type { LoginSettings } from '#core/login/login-settings'

/** By what the login gateway goes for a request: what its play asks for, or `own` where nobody asks for anything. */
export type LoginTerms = 'own' | Exclude<LoginLesson, 'jwt-alone'>

/** A session lives for less than that. Milliseconds. */
const LATER_BY = 2 * 86_400_000

/** What the play of a request asks for; for the page behind it there is another word. */
export function loginTermsOf({ headers: { tracestate } }: IncomingMessage): LoginTerms {
  const { login } = typeof tracestate === 'string' ? readTracestate(tracestate) : {}
  return login === undefined || login === 'jwt-alone' ? 'own' : login
}

export const LOGIN_TERMS: readonly LoginTerms[] = ['own', ...LOGIN_LESSONS.filter((name) => name !== 'jwt-alone')]

/**
 * Whoever comes without a play goes by the policies of the walk behind a login, from here on: the sidecars cannot tell by which gateway
 * somebody has come.
 */
export function markedAsPerson(request: IncomingMessage): IncomingMessage {
  const { tracestate } = request.headers
  if (typeof tracestate === 'string' && readTracestate(tracestate).policies !== undefined) return request
  const own = [PEOPLE_ENTRY, ...(typeof tracestate === 'string' ? [tracestate] : [])].join(',')
  const others = request.rawHeaders.flatMap((name, at, all) =>
    at % 2 === 0 && name.toLowerCase() !== 'tracestate' ? [name, all[at + 1] ?? ''] : [],
  )
  request.headers['tracestate'] = own
  request.rawHeaders = [...others, 'tracestate', own]
  return request
}

const PEOPLE_ENTRY = 'jwt-sandbox=policies-login-people'

/** How a gateway differs from the usual one for these terms; it has the same sessions. */
export function withTerms(
  terms: LoginTerms,
  settings: LoginSettings,
  clock: Clock,
): { settings: LoginSettings; clock: Clock } {
  return {
    settings: terms === 'api' ? { ...settings, failOnRedirect: true } : settings,
    clock: terms === 'later' ? { ...clock, now: () => clock.now() + LATER_BY } : clock,
  }
}
