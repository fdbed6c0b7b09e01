import type { IncomingMessage, ServerResponse } from 'node:http'
import { openContext } from '#core/http/context'
import type { HeaderChanges } from '#core/http/forward/header-changes'
import { sendAnswer } from '#core/http/forward/own-answer'
import type { Login, LoginDecision, NobodyAsks } from '#core/login/login-world'
import { NO_TRACES, type Traces } from '#core/trace/recorder'
import type { RequestContext } from '#core/trace/request-context'
import type { CameTokens } from './judge-tokens.ts'
import { judgeVisit, TOKEN_HEADERS, type VisitSettings } from './judge-visit.ts'
import type { LoginWays, PageLogin } from './visit.ts'

export interface InApplicationSettings extends VisitSettings {
  /** The code flow and its sessions: settings as `pageLoginSettings` makes them. */
  flow: Pick<Login, 'decide' | 'whoAsks'>
  /** Where the page tells what it made of the tokens; absent: nowhere. */
  traces?: Traces
}

/** Where the page logs people in and out. The callback is between it and the provider. */
export const PAGE_PATHS = { login: '/login', callback: '/callback', logout: '/logout' } as const

const PAGE_WAYS: LoginWays = { by: 'this page', login: PAGE_PATHS.login, logout: PAGE_PATHS.logout }

/** What was found out of a request, once for both questions about it. */
interface AskedPage {
  context: RequestContext
  decision: Exclude<LoginDecision, { kind: 'answered' }> | NobodyAsks
}

/**
 * The login of a page that does it itself: people are sent to the provider from here, and a sealed cookie of the browser has their
 * tokens. The page shows the same as behind a gateway, and believes no more: the tokens are verified for each page.
 */
export function inApplication(settings: InApplicationSettings): PageLogin {
  const { flow, clock, traces = NO_TRACES } = settings
  const asked = new WeakMap<IncomingMessage, AskedPage>()

  return {
    async answer(request, response) {
      const context = openContext(request, traces, clock)
      const isLogin = pagePathOf(request) === PAGE_PATHS.login
      const decision = isLogin ? await flow.decide(request, context) : await flow.whoAsks(request, context)
      if (decision.kind === 'answered') {
        sendAnswer(response, decision.answer)
        return true
      }
      if (isLogin) goHome(response, decision)
      else asked.set(request, { context, decision })
      return isLogin
    },
    async visit(request) {
      const { context, decision } = asked.get(request) ?? {
        context: openContext(request, traces, clock),
        decision: WHOM_NOBODY_ASKED,
      }
      const came = tokensIn(decision)
      const visit = await judgeVisit(request, came, context, settings, PAGE_WAYS)
      return { ...visit, setCookies: cookiesSetBy(decision) }
    },
  }
}

const WHOM_NOBODY_ASKED: NobodyAsks = { kind: 'nobody', why: 'nobody was asked', cookies: [] }

const pagePathOf = ({ url = '/' }: IncomingMessage) => url.split('?', 1)[0]

/** Whoever has come back from the provider, or had logged in before. */
function goHome(response: ServerResponse, decision: AskedPage['decision']): void {
  response.writeHead(303, { location: '/', 'cache-control': 'no-store', 'set-cookie': cookiesSetBy(decision) }).end()
}

function tokensIn(decision: AskedPage['decision']): CameTokens {
  const set: HeaderChanges['set'] = decision.kind === 'goes-on' ? decision.headers.set : {}
  const tokenOf = (name: string) => ({ from: 'the session of your browser', token: set?.[name]?.toString() })
  return { idToken: tokenOf(TOKEN_HEADERS.idToken), accessToken: tokenOf(TOKEN_HEADERS.accessToken) }
}

function cookiesSetBy(decision: AskedPage['decision']): string[] {
  if (decision.kind === 'nobody') return [...decision.cookies]
  return [decision.answerHeaders.add?.['set-cookie'] ?? []].flat()
}
