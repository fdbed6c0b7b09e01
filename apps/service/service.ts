import type { Express } from 'express'
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
import type { ServiceParts } from './parts.ts'
import { answerScenario } from './routes/answer-scenario.ts'
import { generateKeys } from './routes/generate-keys.ts'
import { playScenario, sendToCaller } from './routes/play-scenario.ts'
import { COMMON_VARIANTS } from './routes/variants.ts'
import { createVerifiers } from './verifiers/verifiers.ts'

/** A, B or C: plays the scenarios whose caller it is, and answers its side of all of them. */
export function createService(parts: ServiceParts): Express {
  const routes = serviceRoutes(parts)
  const others = parts.scenarios.filter(({ caller }) => caller !== parts.role)
  return createApp(parts, (app) => {
    mountRoutes(app, routes, parts.guard)
    for (const scenario of others) app.all(`/scenario${scenario.number}`, sendToCaller(parts, scenario))
    app.use(refuseOtherMethods(routes, parts.guard))
  })
}

/** All that can be called. */
export function serviceRoutes(parts: ServiceParts): Route[] {
  const { role, config, scenarios, keys, log, traces } = parts
  const verifiers = createVerifiers(parts)
  const played = scenarios.filter(({ caller }) => caller === role)
  const routes: Route[] = [
    ...played.map((scenario) => {
      const making = scenario.changes === undefined ? makingTokens : makingState
      return making(route(`GET /scenario${scenario.number}`, scenario.title, playScenario(parts, scenario)))
    }),
    ...scenarios.map((scenario) =>
      route(
        `GET /scenario${scenario.number}-server`,
        `the callee's side of scenario ${scenario.number}; wants a bearer token`,
        answerScenario(parts, scenario, verifiers[scenario.trust]),
      ),
    ),
    route(
      'POST /gen-keys',
      'a new key pair for this service',
      generateKeys({ role, keys, log, keysFolder: config.keysFolder }),
    ),
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
