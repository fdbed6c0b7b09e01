import type { Express } from 'express'
import { portsOf } from '#core/config/process-settings'
import { createApp } from '#core/http/app'
import {
  describeRoutes,
  makingState,
  makingTokens,
  mountRoutes,
  refuseOtherMethods,
  route,
  traceRoutes,
  type Route,
} from '#core/http/routes'
import { PRETTY_ABOUT } from '#core/http/pretty'
import { sendJson, sendText } from '#core/http/send'
import type { NumberedScenario, Role } from '#scenarios'
import { FETCH_SHARE } from './config.ts'
import { createOwnClient } from './own-client.ts'
import type { ServiceParts } from './parts.ts'
import { answerScenario } from './routes/answer-scenario.ts'
import { traceCollector } from './routes/collect-trace.ts'
import { generateKeys } from './routes/generate-keys.ts'
import { playScenario, sendToCaller } from './routes/play-scenario.ts'
import { COMMON_VARIANTS } from './routes/variants.ts'
import { stageSetter } from './stage/stage.ts'
import { serviceTrust } from './verifiers/trust.ts'
import { createVerifiers } from './verifiers/verifiers.ts'

/** A, B or C: plays the scenarios whose caller it is, and answers its side of all of them. */
export function createService(parts: ServiceParts): Express {
  const { role, config, scenarios, guard } = parts
  const routes = serviceRoutes(parts)
  const others = scenarios.filter(({ caller }) => caller !== role)
  const ports = portsOf(config)
  return createApp(parts, (app) => {
    mountRoutes(app, routes, guard)
    for (const scenario of others) {
      app.all(`/scenario${scenario.number}`, sendToCaller(role, scenario, ports.plain[scenario.caller]))
    }
    app.use(refuseOtherMethods(routes, guard))
  })
}

/** All that can be called. */
export function serviceRoutes(parts: ServiceParts): Route[] {
  const { role, config, scenarios, keys, peers, clock, log, traces } = parts
  const { keysFolder, peerTimeoutMilliseconds: timeoutMilliseconds } = config
  const { setStage, verifiers } = playTools(parts)
  const collectTrace = traceCollector({ role, traces, peers, clock })
  const player = { setStage, traces, collectTrace, clock, timeoutMilliseconds }
  const played = scenarios.filter(({ caller }) => caller === role)
  const routes: Route[] = [
    ...played.map((scenario) => {
      const making = scenario.changes === undefined ? makingTokens : makingState
      return making(route(`GET /scenario${scenario.number}`, scenario.title, playScenario({ scenario, ...player })))
    }),
    ...scenarios.map((scenario) =>
      route(
        `GET /scenario${scenario.number}-server`,
        `the callee's side of scenario ${scenario.number}; wants a bearer token`,
        answerScenario({ role, scenario, setStage, verify: verifiers[scenario.trust] }),
      ),
    ),
    route('POST /gen-keys', 'a new key pair for this service', generateKeys({ role, keys, log, keysFolder })),
    route('GET /hello', 'says hello', (_request, response) => sendText(response, 'text/plain; charset=utf-8', 'hello')),
    ...traceRoutes(traces),
    route('GET /healthz', 'whether it is up', (_request, response) => sendJson(response, 200, { status: 'ok' })),
    route('GET /', 'what can be called', (_request, response) => sendJson(response, 200, index)),
  ]
  const index = {
    name: role,
    routes: describeRoutes(routes),
    anywhere: PRETTY_ABOUT,
    variants: describeVariants(role, scenarios),
  }
  return routes
}

/** What a play works with: what a caller or callee can do, and how a callee comes to believe a token. */
function playTools({ role, config, keys, factory, peers, kept, clock, log }: ServiceParts) {
  const { keysFolder, issuerUrl, selfSignedIssuer: issuer, selfSignedLifetimeSeconds: lifetimeSeconds } = config
  const patience = config.peerTimeoutMilliseconds * FETCH_SHARE
  const ownClient = createOwnClient({ role, keys, keysFolder, factory, issuerUrl, clock })
  const selfSigned = { issuer, lifetimeSeconds }
  const trust = serviceTrust(role, config)
  return {
    setStage: stageSetter({ role, keys, selfSigned, factory, ownClient, kept, peers, clock, patience }),
    verifiers: createVerifiers({ role, trust, keysFolder, factory, ownClient, clock, log, patience }),
  }
}

/** For the index: in which ways the scenarios of this service can go. */
function describeVariants(role: Role, scenarios: readonly NumberedScenario[]): Record<string, string> {
  const common = Object.entries(COMMON_VARIANTS).map(([name, sentence]) => [name, `in a scenario: ${sentence}`])
  const own = scenarios.flatMap(({ caller, number, variants = {} }) =>
    caller === role
      ? Object.entries(variants).map(([name, sentence]) => [`scenario${number}?${name}=1`, sentence])
      : [],
  )
  return Object.fromEntries([...common, ...own])
}
