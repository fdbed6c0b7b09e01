import type { Express } from 'express'
import type { Verifier } from '#core/access/verifier'
import { signatoryIssuerOf, speaksForIssuer } from '#core/config/factory-issuer'
import { patienceOf } from '#core/config/patience'
import { isGuest } from '#core/config/guest-services'
import { portsOf } from '#core/config/process-settings'
import { controlIndex, controlRoutes, isControlPath } from '#core/control/control-routes'
import { createApp } from '#core/http/app'
import { jsonBody } from '#core/http/input'
import { whenAsked } from '#core/http/when-asked'
import { mountRoutes, refuseOtherMethods } from '#core/http/mount-routes'
import {
  watchRoute,
  describeRoutes,
  makingState,
  makingTokens,
  route,
  traceRoutes,
  type Route,
} from '#core/http/routes'
import { PRETTY_ABOUT } from '#core/http/pretty'
import { sendJson, sendText } from '#core/http/send'
import { selfRoutes } from '#core/page/self-routes'
import { isJudged, type TrustMode } from '#scenarios'
import { isPlainCaller, serviceOperations } from './operations.ts'
import { createOwnClient } from './own-client.ts'
import type { ServiceParts } from './parts.ts'
import { serviceEcho } from './routes/service-echo.ts'
import { personRoutes } from './routes/answer-person.ts'
import { answerScenario } from './routes/answer-scenario.ts'
import { traceCollector } from './routes/collect-trace.ts'
import { signByOwnKey } from './routes/sign-by-own-key.ts'
import { ownRingRoutes } from './routes/own-ring-routes.ts'
import { partyRoutes } from './routes/party-routes.ts'
import { generateKeys } from './routes/generate-keys.ts'
import { playScenario, sendToCaller } from './routes/play-scenario.ts'
import { createPlayTeller } from './routes/tell-plays.ts'
import { describeVariants } from './routes/variants.ts'
import { browsingOf } from './stage/browsing-of.ts'
import { controlsOfOthers } from './stage/controls-of-others.ts'
import { stageSetter } from './stage/stage.ts'
import { serviceTrust } from './verifiers/trust.ts'
import { createPeopleVerifier, peopleTrust } from './verifiers/people-verifier.ts'
import { createVerifiers } from './verifiers/verifiers.ts'

/** A, B or C: plays the scenarios whose caller it is, and answers its side of all of them. */
export const createService = (parts: ServiceParts): Express => composeService(parts, serviceRoutes(parts))

/** The same, composed for the first request. */
export const createServiceWhenAsked = (parts: ServiceParts) => whenAsked(parts, serviceRoutes(parts), composeService)

function composeService(parts: ServiceParts, routes: readonly Route[]): Express {
  const { role, config, scenarios, guard, control } = parts
  return createApp(parts, (app) => {
    mountRoutes(app, routes, { guard, control })
    for (const scenario of scenarios.filter(({ caller }) => caller !== role)) {
      app.all(`/scenario${scenario.number}`, sendToCaller(role, scenario, portsOf(config).plain[scenario.caller]))
    }
    app.use(refuseOtherMethods(routes, guard))
  })
}

/** All that can be called. */
export function serviceRoutes(parts: ServiceParts): Route[] {
  const { role, config, scenarios, keys, peers, log, traces, control, clock, machine } = parts
  const { keysFolder, peerTimeoutMilliseconds: timeoutMilliseconds } = config
  const { setStage, verify, peopleVerifier } = playTools(parts)
  const here = { browser: parts.browserTraces }
  const others = { peers, isGuest: (name: string) => isGuest(config, name) }
  const collectTrace = traceCollector({ role, traces, here, ...others, clock: machine, timeoutMilliseconds })
  const teller = createPlayTeller(control.events, machine)
  const playing = { ...others, setStage, traces, collectTrace, clock: machine, timeoutMilliseconds }
  const player = { ...playing, hasControl: control.isOn, teller }
  const played = scenarios.filter(({ caller }) => caller === role)
  const routes: Route[] = [
    ...played.map((scenario) => {
      const making = scenario.changes === undefined ? makingTokens : makingState
      return making(route(`GET /scenario${scenario.number}`, scenario.title, playScenario({ scenario, ...player })))
    }),
    ...scenarios
      .filter(isJudged)
      .map((scenario) =>
        route(
          `GET /scenario${scenario.number}-server`,
          `the callee's side of scenario ${scenario.number}; wants a bearer token`,
          answerScenario({ role, scenario, setStage, verify: verify(scenario.trust) }),
        ),
      ),
    ...personRoutes({ role, scenarios, config, verifier: peopleVerifier }),
    route('POST /gen-keys', 'a new key pair for this service', generateKeys({ role, keys, log, keysFolder })),
    route('GET /hello', 'says hello', (_request, response) => sendText(response, 'text/plain; charset=utf-8', 'hello')),
    ...(isPlainCaller(played)
      ? [route('GET /echo', 'tells what it was asked, as it arrived; it looks at no token', serviceEcho)]
      : []),
    ...traceRoutes(traces),
    ...partyRoutes(role, parts.browserTraces),
    ...controlRoutes({
      control,
      access: { isOn: control.isOn, token: config.controlToken },
      further: [
        ...ownRingRoutes({ role, keys, clock, issuer: config.selfSignedIssuer }),
        route(
          'POST /control/sign',
          'signs anything with the own key of this service: {header, payload}',
          jsonBody,
          signByOwnKey({ role, keys }),
        ),
      ],
    }),
    watchRoute(
      route('GET /healthz', 'whether it is up', (_request, response) =>
        sendJson(response, 200, { status: 'ok', ...control.note() }),
      ),
    ),
    ...selfRoutes({
      described: () => described,
      index: () => ({ ...index, ...control.note() }),
      notes: () => control.say(),
      consolePort: config.consolePort,
    }),
  ]
  const described = {
    name: role,
    about: 'A service of the sandbox: plays scenarios, and answers its side of them.',
    routes,
    operations: serviceOperations(role, scenarios),
    ...(!control.isOn && { leavesOut: isControlPath }),
  }
  const index = {
    name: role,
    routes: { ...describeRoutes(routes, (path) => !isControlPath(path)), ...controlIndex(control) },
    anywhere: PRETTY_ABOUT,
    variants: describeVariants(role, scenarios),
  }
  return routes
}

/** What a play works with: what a caller or callee can do, and how a callee comes to believe a token. */
function playTools({
  role,
  config,
  keys,
  factory,
  peers,
  kept,
  clock,
  machine,
  log,
  control,
  plainCaller,
  browserTraces,
  ca,
}: ServiceParts) {
  const { keysFolder, issuerUrl, selfSignedIssuer: issuer, selfSignedLifetimeSeconds: lifetimeSeconds } = config
  const { fetch: patience } = patienceOf(config)
  const ownClient = createOwnClient({ role, keys, keysFolder, factory, issuerUrl, clock })
  const selfSigned = { issuer, lifetimeSeconds }
  const trust = serviceTrust(role, config)
  const isOfIssuer = speaksForIssuer(config.factoryIssuer)
  const signingRing = isOfIssuer ? undefined : role
  const open = () =>
    createVerifiers({ role, trust, isOfIssuer, keysFolder, factory, ownClient, clock, machine, log, patience })
  let verifiers = open()
  const openForPeople = () =>
    createPeopleVerifier({ trust: peopleTrust(role, issuerUrl, config.leewaySeconds), factory, clock, machine, log })
  let forPeople = openForPeople()
  control.onReset(kept.clear)
  control.onClockBack(() => {
    forPeople = openForPeople()
    verifiers = open() // what they have kept is of another time
  })
  const verify =
    (mode: TrustMode): Verifier =>
    (...question) =>
      verifiers[mode](...question)
  return {
    setStage: stageSetter({
      role,
      signingRing,
      keys,
      selfSigned,
      factory,
      ownClient,
      kept,
      peers,
      clock,
      machine,
      patience,
      plainCaller,
      sidecars: { ...config, host: 'localhost' }, // they listen there, whatever HOST is
      ...controlsOfOthers(config),
      browsing: browsingOf(config, ca, browserTraces),
      isGuest: (name) => isGuest(config, name),
      relayIssuer: signatoryIssuerOf(config.factoryIssuer, issuerUrl),
      factoryLifetimeSeconds: config.factoryLifetimeSeconds,
    }),
    verify,
    peopleVerifier: () => forPeople,
  }
}
