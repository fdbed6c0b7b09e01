import type { IncomingMessage } from 'node:http'
import { openContext } from '#core/http/context'
import { NO_TRACES, type Traces } from '#core/trace/recorder'
import type { CameToken } from './judge-tokens.ts'
import { judgeVisit, TOKEN_HEADERS, type VisitSettings } from './judge-visit.ts'
import type { LoginWays, PageLogin } from './visit.ts'

export interface BehindGatewaySettings extends VisitSettings {
  /** Where the page tells what it made of the tokens; absent: nowhere. */
  traces?: Traces
  ways?: LoginWays
}

const GATEWAY_WAYS: LoginWays = { by: 'the gateway', login: '/', logout: '/logout' }

/**
 * The login of a page that stands behind a gateway, which lets people in and hands on the tokens of the provider. Both are
 * verified here again: whoever reaches the page by another way could write whatever headers they like.
 */
export function behindGateway(settings: BehindGatewaySettings): PageLogin {
  const { clock, traces = NO_TRACES, ways = GATEWAY_WAYS } = settings
  return {
    async visit(request) {
      const context = openContext(request, traces, clock)
      const came = { idToken: tokenAt(request, TOKEN_HEADERS.idToken), accessToken: tokenAt(request, TOKEN_HEADERS.accessToken) } // prettier-ignore
      return judgeVisit(request, came, context, settings, ways)
    },
  }
}

/** Case is of no matter in the name of a header; an underscore and a hyphen are two letters, and so two headers. */
function tokenAt({ headersDistinct }: IncomingMessage, from: string): { from: string; token: CameToken } {
  const values = headersDistinct[from] ?? []
  return { from: `header ${from}`, token: values.length > 1 ? 'repeated' : values[0] }
}
