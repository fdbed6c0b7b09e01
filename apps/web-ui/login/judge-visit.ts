import type { IncomingMessage } from 'node:http'
import type { RefusalLog } from '#core/access/judge'
import type { Clock } from '#core/clock'
import type { RequestContext } from '#core/trace/request-context'
import { claimHints } from './claim-hints.ts'
import { judgeTokens, type CameTokens, type LoginTrust } from './judge-tokens.ts'
import type { JudgedToken, LoginWays, Visit } from './visit.ts'

/** The headers in which the gateway of the sample hands tokens on. */
export const TOKEN_HEADERS = { idToken: 'jwt', accessToken: 'my_access_token' } as const

/**
 * How the page tells its backends for whom it asks: the access token as `Authorization: Bearer`. 'jwt' is the trap of the sample:
 * the header `jwt` goes on as it came, and no RequestAuthentication looks there unless its `fromHeaders` says so.
 */
export type TokenWay = 'authorization' | 'jwt'

export interface VisitSettings extends LoginTrust {
  clock: Clock
  log?: RefusalLog
  sendsOn?: (context: RequestContext) => TokenWay
}

/** Who asks, by the tokens that came: the same, whoever has logged them in. */
export async function judgeVisit(
  request: IncomingMessage,
  came: CameTokens,
  context: RequestContext,
  settings: VisitSettings,
  ways: LoginWays,
): Promise<Visit> {
  const { clock, log, sendsOn = () => 'authorization', issuer } = settings
  const judged = await judgeTokens(came, settings, { clock, context, ...(log && { log }) })
  const person = judged.idToken.claims
  return {
    ...(person && { person }),
    ...judged,
    hints: claimHints(request, person),
    along: person ? alongWith(sendsOn(context), judged, came) : {},
    ways,
    issuer,
    now: clock.now(),
  }
}

/** What was not believed goes nowhere: a backend would have to refuse it, and might not. */
function alongWith(way: TokenWay, judged: { accessToken: JudgedToken }, came: CameTokens): Record<string, string> {
  const { idToken, accessToken } = came
  if (way === 'jwt') return { [TOKEN_HEADERS.idToken]: String(idToken.token) } // there is a person, so it was believed
  return judged.accessToken.outcome === 'good' ? { authorization: `Bearer ${accessToken.token}` } : {}
}
