import type { IncomingMessage } from 'node:http'
import type { RefusalLog } from '#core/access/judge'
import type { Clock } from '#core/clock'
import { openContext } from '#core/http/context'
import { NO_TRACES, type Traces } from '#core/trace/recorder'
import type { RequestContext } from '#core/trace/request-context'
import { claimHints } from './claim-hints.ts'
import { judgeTokens, type CameToken, type CameTokens, type LoginTrust } from './judge-tokens.ts'
import type { JudgedToken, LoginWays, PageLogin } from './visit.ts'

/** The headers in which the gateway of the sample hands tokens on. */
export const TOKEN_HEADERS = { idToken: 'jwt', accessToken: 'my_access_token' } as const

/**
 * How the page tells its backends for whom it asks: the access token as `Authorization: Bearer`. 'jwt' is the trap of the sample:
 * the header `jwt` goes on as it came, and no RequestAuthentication looks there unless its `fromHeaders` says so.
 */
export type TokenWay = 'authorization' | 'jwt'

export interface BehindGatewaySettings extends LoginTrust {
  clock: Clock
  /** Where the page tells what it made of the tokens; absent: nowhere. */
  traces?: Traces
  log?: RefusalLog
  sendsOn?: (context: RequestContext) => TokenWay
  ways?: LoginWays
}

const GATEWAY_WAYS: LoginWays = { by: 'the gateway', login: '/', logout: '/logout' }

/**
 * The login of a page that stands behind a gateway, which lets people in and hands on the tokens of the provider. Both are
 * verified here again: whoever reaches the page by another way could write whatever headers they like.
 */
export function behindGateway(settings: BehindGatewaySettings): PageLogin {
  const { clock, log, traces = NO_TRACES, ways = GATEWAY_WAYS } = settings
  const sendsOn = settings.sendsOn ?? (() => 'authorization')
  return {
    async visit(request) {
      const context = openContext(request, traces, clock)
      const came = { idToken: tokenAt(request, TOKEN_HEADERS.idToken), accessToken: tokenAt(request, TOKEN_HEADERS.accessToken) } // prettier-ignore
      const judged = await judgeTokens(came, settings, { clock, context, ...(log && { log }) })
      const person = judged.idToken.claims
      return {
        ...(person && { person }),
        ...judged,
        hints: claimHints(request, person),
        along: person ? alongWith(sendsOn(context), judged, came) : {},
        ways,
        issuer: settings.issuer,
        now: clock.now(),
      }
    },
  }
}

/** What was not believed goes nowhere: a backend would have to refuse it, and might not. */
export function alongWith(
  way: TokenWay,
  judged: { accessToken: JudgedToken },
  came: CameTokens,
): Record<string, string> {
  const { idToken, accessToken } = came
  if (way === 'jwt') return { [TOKEN_HEADERS.idToken]: String(idToken.token) } // there is a person, so it was believed
  return judged.accessToken.outcome === 'good' ? { authorization: `Bearer ${accessToken.token}` } : {}
}

/** Case is of no matter in the name of a header; an underscore and a hyphen are two letters, and so two headers. */
function tokenAt({ headersDistinct }: IncomingMessage, from: string): { from: string; token: CameToken } {
  const values = headersDistinct[from] ?? []
  return { from: `header ${from}`, token: values.length > 1 ? 'repeated' : values[0] }
}
