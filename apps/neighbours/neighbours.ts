import type { Express } from 'express'
import { controlIndex, controlRoutes, isControlPath } from '#core/control/control-routes'
import { errorText } from '#core/error-text'
import { createApp, type AppParts } from '#core/http/app'
import { localOnly } from '#core/http/local'
import { mountRoutes, refuseOtherMethods } from '#core/http/mount-routes'
import { Problem } from '#core/http/problem'
import { PRETTY_ABOUT } from '#core/http/pretty'
import { describeRoutes, makingState, route, traceRoutes, watchRoute, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import { selfRoutes } from '#core/page/self-routes'
import { SIGNING_PARTIES, type PartyNameAt } from '#core/config/parties'
import type { Traces } from '#core/trace/recorder'
import { asWritten } from '#core/trace/step'
import type { OpenSigner } from '../sidecar/signer/open-signer.ts'
import type { OpenProxy } from '../sidecar/open-proxy.ts'
import type { OpenGateways } from './gateways/gateway-parties.ts'
import type { LoginPort } from './login/login-parties.ts'
import type { OpenMesh } from './mesh/mesh-parties.ts'
import type { OpenRelays } from './relays/relay-parties.ts'
import { healthAnswer } from '../sidecar/health.ts'
import { liveMeshRoutes } from './mesh/live-mesh-routes.ts'
import { NEIGHBOURS_OPERATIONS } from './neighbours-operations.ts'
import { timeOfTracesRoutes, type TimeOfTraces } from './time-of-traces.ts'

export interface NeighboursParts extends AppParts {
  controlToken: string | undefined
  consolePort: number
  signer: OpenSigner
  verifier: OpenProxy
  mesh: Pick<OpenMesh, 'places' | 'live'>
  gateways: { places: Readonly<Record<keyof OpenGateways['places'], { shown: string }>> }
  relays: { places: Readonly<Record<keyof OpenRelays['places'], { shown: string }>> }
  timeOfTraces: Pick<TimeOfTraces, 'pass'>
  login: { places: Readonly<Record<LoginPort, { shown: string }>> }
  /** What each party has recorded. */
  partyTraces: Readonly<Record<PartyNameAt<'neighbours'>, Traces>>
}

/** What the process itself answers: how its parties are, and what they have recorded. */
export function createNeighbours(parts: NeighboursParts): Express {
  const { guard, control } = parts
  const routes = neighboursRoutes(parts)
  return createApp(parts, (app) => {
    mountRoutes(app, routes, { guard, control })
    app.use(refuseOtherMethods(routes, guard))
  })
}

/** All that can be called. */
export function neighboursRoutes(parts: NeighboursParts): Route[] {
  const {
    name,
    control,
    controlToken,
    consolePort,
    traces,
    partyTraces,
    signer,
    verifier,
    mesh,
    gateways,
    relays,
    login,
  } = parts
  const routes: Route[] = [
    makingState(
      route('POST /signer/rotate', 'the signer signs with a new key from now on', async (_request, response) => {
        await signer.rotate().catch((cause: unknown) => {
          throw new Problem('cannot-decide', `The signer has no new key: ${errorText(cause)}.`, { cause })
        })
        sendJson(response, 200, signer.state().detail)
      }),
    ),
    ...traceRoutes(traces),
    ...Object.entries(partyTraces).map(([name, party]) =>
      watchRoute(
        route(`GET /${name}/traces/:traceId`, `what ${asWritten(name)} did in a trace`, (request, response) =>
          sendJson(response, 200, party.get(String(request.params['traceId']))),
        ),
      ),
    ),
    ...SIGNING_PARTIES.map((party) =>
      watchRoute(
        route(
          `GET /${party}/traces/:traceId/tokens`,
          `the tokens that ${asWritten(party)} signed, or fetched, in a play that asked for them, for a minute; for programs of this machine`,
          localOnly,
          (request, response) =>
            sendJson(response, 200, partyTraces[party].held.get(String(request.params['traceId']))),
        ),
      ),
    ),
    ...controlRoutes({
      control,
      access: { isOn: control.isOn, token: controlToken },
      further: [...liveMeshRoutes({ live: mesh.live, control }), ...timeOfTracesRoutes(parts)],
    }),
    watchRoute(
      route('GET /healthz', 'whether it is up, and how its parties are', (_request, response) => {
        const { body } = healthAnswer({ signer: signer.state(), verifier: verifier.state() })
        sendJson(response, 200, { ...(JSON.parse(body) as object), ...control.note() })
      }),
    ),
    ...selfRoutes({
      described: () => described,
      index: () => ({ ...index, ...control.note() }),
      notes: () => control.say(),
      consolePort,
    }),
  ]
  const described = {
    name,
    about:
      'The sidecars of scenario 11, a signer and a verifier, those of the mesh of scenario 12, the gateways of scenario 13, the relays of scenario 14, and the login gateway of scenario 16, each at a port of its own.',
    routes,
    operations: NEIGHBOURS_OPERATIONS,
    ...(!control.isOn && { leavesOut: isControlPath }),
  }
  const index = {
    name,
    parties: {
      signer: signer.shown,
      verifier: verifier.shown,
      ...Object.fromEntries(
        Object.entries({ ...mesh.places, ...gateways.places, ...relays.places, ...login.places }).map(
          ([name, { shown }]) => [name, shown],
        ),
      ),
    },
    routes: { ...describeRoutes(routes, (path) => !isControlPath(path)), ...controlIndex(control) },
    anywhere: PRETTY_ABOUT,
  }
  return routes
}
