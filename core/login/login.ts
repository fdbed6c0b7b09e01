import type { IncomingMessage } from 'node:http'
import type { OwnAnswer } from '../http/forward/own-answer.ts'
import { StoreUnavailable } from '../store/store.ts'
import type { RequestContext } from '../trace/request-context.ts'
import { beginLogin } from './begin-login.ts'
import { answerCallback } from './callback.ts'
import { createCookieSessions } from './cookie-sessions.ts'
import { readCookies, withoutCookies } from './cookies.ts'
import { createPersonHeaders, personChanges, tellForeignHeaders } from './person-headers.ts'
import { isRenewable, keptAlive } from './keep-alive.ts'
import { createLoginMemory, type LoginMemory } from './login-memory.ts'
import { createLoginMetrics } from './login-metrics.ts'
import type { GateParts } from './gate-parts.ts'
import { providerIsAway, storeIsAway } from './login-problems.ts'
import type { LoginSettings } from './login-settings.ts'
import type { Login, LoginDecision, LoginWorld, NobodyAsks } from './login-world.ts'
import { cookieTwice, foreignSocket, isForeignSocket, onlyGet } from './login-refusals.ts'
import { answerLogout } from './logout.ts'
import { mayBeginLogin } from './may-begin.ts'
import { createPendingLogins } from './pending-logins.ts'
import { createProvider } from './provider.ts'
import { createRenewal } from './renew-session.ts'
import { loginPlaces, pathAsked } from './return-address.ts'
import { createSeal } from './seal.ts'
import type { Sessions } from './session.ts'
import { createStoreSessions } from './store-sessions.ts'

/** Opens a login. Nothing is asked of the provider before somebody needs it. @throws TypeError for sessions in a store without one */
export function openLogin(settings: LoginSettings, world: LoginWorld): Login {
  const { clock, log, providerName = 'the provider', memory = createLoginMemory(world.clock) } = world
  const { connections, taken } = memory
  const places = loginPlaces(settings)
  const provider = createProvider(settings, world)
  const sessions = openSessions(settings, world, memory)
  const secret = settings.session.kind === 'cookie' ? settings.session.cipherKey : settings.clientSecret
  const pending = createPendingLogins(
    settings.cookieOptions,
    createSeal(secret, `login ${whoseLogin(settings)}`),
    clock,
    taken,
  )
  const metrics = createLoginMetrics()
  const parts: GateParts = { settings, places, provider, providerName, pending, sessions, metrics, clock, log }
  const identity = createPersonHeaders(settings)
  const renew = createRenewal(parts, memory.renewals)
  const isOurs = (name: string) => sessions.isOurs(name) || pending.isOurs(name)
  const ownCookies = { removeCookies: isOurs }

  async function lookForSession(
    request: IncomingMessage,
    context: RequestContext,
  ): Promise<LoginDecision | NobodyAsks> {
    const { cookie, upgrade } = request.headers
    const found = await sessions.find(cookie)
    if (found === 'twice') return answeredHere(cookieTwice(request, context, parts))
    if (!found) return { kind: 'nobody', why: whyNone(cookie, sessions), cookies: [] }
    const kept = await keptAlive(found, context, parts, renew)
    if (kept.kind === 'over') {
      return { kind: 'nobody', why: kept.why, cookies: await sessions.end(found, cookie) }
    }
    if (kept.kind === 'away')
      return answeredHere(providerIsAway(request, context, parts, 'your session cannot be renewed'))
    const { session, cookies } = kept
    context.recorder.step({ verb: 'goes-by', what: 'the session of the browser' })
    tellForeignHeaders(identity, request.rawHeaders, context.recorder)
    metrics.count('goes-on')
    const left = cookie === undefined ? undefined : withoutCookies(cookie, isOurs)
    return {
      kind: 'goes-on',
      headers: personChanges(identity, session, left),
      answerHeaders: cookies.length > 0 ? { ...ownCookies, add: { 'set-cookie': cookies } } : ownCookies,
      until: isRenewable(session, settings) ? session.endsAt : session.validUntil,
      ended: upgrade === undefined ? NEVER_ENDED : connections.of(found.key),
    }
  }

  async function decideByPath(
    request: IncomingMessage,
    context: RequestContext,
    begins: boolean,
  ): Promise<LoginDecision | NobodyAsks> {
    const path = pathAsked(request.url ?? '/')
    const own = path === places.callback ? answerCallback : path === places.logout ? answerLogout : undefined
    if (own && request.method !== 'GET') return answeredHere(onlyGet(request, context))
    if (own) return answeredHere(await own(request, context, parts, connections.end))
    if (isForeignSocket(request, places.origin)) return answeredHere(foreignSocket(request, context))
    try {
      const found = await lookForSession(request, context)
      if (found.kind !== 'nobody' || !begins) return found
      return answeredHere(await beginLogin(request, context, parts, found.why, found.cookies))
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      const mayBegin = begins && !settings.failOnFetchFailure && mayBeginLogin(request, settings)
      const answer = mayBegin
        ? await beginLogin(request, context, parts, 'the store of sessions cannot be read')
        : storeIsAway(request, context, parts)
      return answeredHere(answer)
    }
  }

  return {
    decide: (request, context) => decideByPath(request, context, true) as Promise<LoginDecision>, // who begins lets nobody on
    whoAsks: (request, context) => decideByPath(request, context, false),
    isOwnCookie: isOurs,
    metrics: metrics.text,
    close: () => provider.close(),
  }
}

/** For the trace: who brings the cookie of a session that is no more has heard of it all the same. */
const whyNone = (cookies: string | undefined, { isOurs }: Sessions) =>
  readCookies(cookies).some(([name]) => isOurs(name))
    ? 'that of the browser was ended, or is none of this gateway'
    : 'the browser has none'

const answeredHere = (answer: OwnAnswer): LoginDecision => ({ kind: 'answered', answer })

const NEVER_ENDED = new AbortController().signal

/** What one provider says of people to one client, no login by another one believes, though both have one store or one key. */
const whoseLogin = ({ issuerUrl, clientId }: LoginSettings) => JSON.stringify([issuerUrl, clientId])

function openSessions(
  settings: LoginSettings,
  { store, clock, machine }: LoginWorld,
  { ended }: LoginMemory,
): Sessions {
  const { session, cookieOptions: options } = settings
  const whose = whoseLogin(settings)
  if (session.kind === 'cookie') {
    const seal = createSeal(session.cipherKey, `session ${whose}`)
    return createCookieSessions({ settings: session, options, seal, ended })
  }
  if (!store) throw new TypeError('sessions of kind "store" need a store')
  return createStoreSessions({ settings: session, options, whose, store, clock, machine })
}
