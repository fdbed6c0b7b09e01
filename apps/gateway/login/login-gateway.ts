import { openContext } from '#core/http/context'
import { inFrontOf, type DecideAndPass, type ProxyHandlers } from '#core/http/forward/handlers'
import { wordsAnswer } from '#core/http/forward/own-answer'
import { tellAnswer, tellOutcome } from '#core/http/forward/tell-outcome'
import { tracedHeaders } from '#core/http/forward/traced-headers'
import { untilExpiry } from '#core/http/until-expiry'
import { openLogin } from '#core/login/login'
import type { LoginSettings } from '#core/login/login-settings'
import type { Login, LoginGatewayWorld } from './login-world.ts'

/** A gateway that logs people in, without a port. */
export interface LoginGateway {
  handlers: ProxyHandlers
  login: Login
  close(): Promise<void>
}

/**
 * The reverse proxy that logs people in: who has no session is sent to the provider, and who has one goes on, with the tokens and
 * claims in the headers that the settings name. The application never sees a password, nor the cookies of a session.
 *
 * @param settings checked already: see `checkLoginSettings`
 */
export function createLoginGateway(settings: LoginSettings, world: LoginGatewayWorld): LoginGateway {
  const { traces, machine, clock, forwarder, route, log } = world
  const login = openLogin(settings, world)

  const decide: DecideAndPass = async (request, say, pass) => {
    const context = openContext(request, traces, machine)
    const answered: typeof say = (answer) => {
      context.recorder.step({ verb: 'answers', what: `with ${answer.status}` })
      say(answer)
    }
    if (!(request.url ?? '').startsWith('/')) return answered(NO_PATH_ASKED)
    const decision = await login.decide(request, context)
    if (decision.kind === 'answered') return answered(decision.answer)
    const way = route(request)
    if ('answer' in way) return answered(way.answer)
    const { target, name, path, host = 'target' } = way
    const expiry = request.headers.upgrade === undefined ? undefined : untilExpiry(decision.until, clock)
    const traced = tracedHeaders(`${request.method} on, with who asks,`, context, name)
    const { set, remove = [] } = decision.headers
    const outcome = await pass(target, {
      host,
      ...(path !== undefined && { path }),
      forwarded: 'set',
      onAnswer: tellAnswer(context),
      headers: { set: { ...set, ...traced }, remove },
      answerHeaders: decision.answerHeaders,
      ...(expiry && { signal: AbortSignal.any([expiry.signal, decision.ended]) }),
    })
    tellOutcome({ log }, context, outcome)
    expiry?.forget()
  }

  return { handlers: inFrontOf(forwarder, decide, NO_CONNECT_AT_LOGIN), login, close: () => login.close() }
}

const NO_CONNECT_AT_LOGIN = wordsAnswer(405, 'There is no CONNECT here.\n')

const NO_PATH_ASKED = wordsAnswer(400, 'The target of the request must be a path.\n')
