import { createApp } from '#core/http/app'
import { mountRoutes, refuseOtherMethods } from '#core/http/mount-routes'
import { PRETTY_ABOUT } from '#core/http/pretty'
import { describeRoutes, route, watchRoute, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import { portsOf } from '#core/config/process-settings'
import { createPages } from '#core/page/pages'
import { wantsPage } from '#core/page/wants-page'
import { consoleControlRoutes } from './api/control-routes.ts'
import { consoleKeyRoutes } from './api/key-routes.ts'
import { benchRoutes } from './api/bench-routes.ts'
import { clientRoutes } from './api/client-routes.ts'
import { consoleRegistryRoutes } from './api/registry-routes.ts'
import { gatewayRoutes } from './api/gateway-routes.ts'
import { consoleLiveMeshRoutes } from './api/live-mesh-routes.ts'
import { meshRoutes } from './api/mesh-routes.ts'
import { judgeRoute } from './api/judge-routes.ts'
import { attackLabRoutes } from './api/attack-lab-routes.ts'
import { createConsoleEvents } from './api/console-events.ts'
import { workshopRoutes } from './api/workshop-routes.ts'
import { playRoutes } from './api/play-routes.ts'
import { askForPage } from './live/ask.ts'
import type { ConsoleParts, RunningConsole } from './console-parts.ts'
import { controlPage } from './pages/control/control.ts'
import { keysPage } from './pages/keys/keys.ts'
import { benchPage } from './pages/bench/bench.ts'
import { judgePage } from './pages/judge/judge.ts'
import { labPage } from './pages/attack-lab/lab.ts'
import { librariesPage } from './pages/libraries/libraries.ts'
import { clientsPage } from './pages/clients/clients.ts'
import { registryPage } from './pages/registry/registry.ts'
import { gatewayPage } from './pages/gateway/gateway.ts'
import { relayPage } from './pages/relay/relay.ts'
import { readRelays } from './relay/read-relays.ts'
import { readPeople } from './live/read-people.ts'
import { reportPage } from './pages/workshop/report.ts'
import { workshopPage } from './pages/workshop/workshop.ts'
import { peoplePage } from './pages/people/people.ts'
import { meshPage } from './pages/mesh/mesh.ts'
import { stagePage } from './pages/stage/stage.ts'
import { playsPage, tracePage } from './pages/trace/trace.ts'
import { createLateGatewayDesk } from './gateway/late-gateway-desk.ts'
import { createLateJudgeDesk } from './judge/late-judge-desk.ts'
import { createLateMeshDesk } from './mesh/late-desk.ts'
import { createWitness } from './workshop/witness.ts'
import { MODULES, STYLES } from './browser-modules.ts'
import { createShell } from './shell/shell.ts'

/** The sandbox in a browser. */
export function createConsole(parts: ConsoleParts): RunningConsole {
  const { config, scenarios, ask, house, plays, lab, workshop, pageToken, access, guard, machine, control } = parts
  const { pages = createPages(MODULES, STYLES) } = parts
  const { changes } = access
  const shell = createShell({ pages, house, workshop, pageToken })
  const ports = portsOf(config).plain
  const stage = { scenarios, ports, house: shell.house }
  const bench = { ask, config, scenarios, now: machine.now }
  const soon = askForPage(ask)
  const clientParts = { ask: soon, factoryUrl: config.issuerUrl, keysFolder: config.keysFolder, now: machine.now }
  const gateways = createLateGatewayDesk({ ask: soon, machine })
  const watching = workshop.watch({ plays, lab, witness: createWitness({ config, house, machine }) })
  const events = createConsoleEvents(parts)
  const mesh = createLateMeshDesk({ machine, log: parts.log, ask })
  const routes: Route[] = [
    route(
      'GET /',
      'the stage: play scenarios, and watch tokens travel',
      (request, response, next) => (wantsPage(request) ? next() : sendJson(response, 200, index)),
      shell.page(({ query }) => stagePage(stage, query)),
    ),
    route(
      'GET /plays',
      'the last plays',
      shell.page(() => playsPage(plays, ports.servicea)),
    ),
    route(
      'GET /plays/:traceId',
      'a play as a sequence diagram (?beside=…: and another one)',
      shell.page(({ params, query }) => tracePage(plays, params['traceId'], query)),
    ),
    ...playRoutes({ scenarios, plays, changes }),
    route(
      'GET /keys',
      'every ring of keys on a time line',
      shell.page(({ query }) => keysPage({ ask: soon, plays, clock: machine, house: shell.house }, query)),
    ),
    route(
      'GET /control',
      'clock, faults and captured requests of every process',
      shell.page(({ query }) => controlPage({ ask: soon, plays, house: shell.house }, query)),
    ),
    ...consoleKeyRoutes({ ask, plays, clock: machine, changes }),
    ...consoleControlRoutes({ ask, plays, clock: machine, changes }),
    route(
      'GET /bench',
      'the token bench: take a token apart, check it, make another, send it (?to=serviceb&scenario=5)',
      shell.page(({ query }) => benchPage({ ...bench, ask: soon }, query)),
    ),
    route(
      'GET /judge',
      'one token before every judge: who believes it, by which check, and why they differ',
      shell.page(() => judgePage()),
    ),
    route(
      'GET /attacks',
      'the attack lab: the catalogue against a service, and bad tokens beside good ones',
      shell.page(() => labPage(lab.look(), config)),
    ),
    route(
      'GET /attacks/libraries',
      'what libraries and gateways say to the catalogue',
      shell.page(({ query }) => librariesPage(query)),
    ),
    ...attackLabRoutes({ desk: lab, changes }),
    route(
      'GET /clients',
      'clients and issuers: what they may do and publish, and tokens for them',
      shell.page(({ query }) => clientsPage(clientParts, query)),
    ),
    ...clientRoutes({ ask, changes }),
    route(
      'GET /registry',
      'the key registry: services, their keys, and what people decide about them',
      shell.page(({ query }) => registryPage(soon, query)),
    ),
    ...consoleRegistryRoutes({ ask, changes }),
    route(
      'GET /mesh',
      'the mesh: policies, what they say, and what they decide (?variant=caller)',
      shell.page(({ query }) => meshPage(soon, query)),
    ),
    ...meshRoutes({ desk: watching.mesh(mesh), changes, checkLength: parts.checkLength }),
    ...consoleLiveMeshRoutes({ ask, changes, checkPolicies: parts.checkPolicies }),
    route(
      'GET /gateway',
      'the gateways: consumers, credentials, and a request before and after',
      shell.page(() => gatewayPage(gateways)),
    ),
    route(
      'GET /relay',
      'the relays: who listens for which endpoint until when, and what was refused',
      shell.page(() => relayPage(() => readRelays({ ask: soon, machine }))),
    ),
    route('GET /api/relay', 'who listens at the relays, and what they refused', async (_request, response) =>
      sendJson(response, 200, await readRelays({ ask, machine })),
    ),
    route(
      'GET /people',
      'people: what their next tokens say, their keys, and who has logged in',
      shell.page(() => peoplePage(soon, ports['jwt-factory'])),
    ),
    route('GET /api/people', 'people, as the factory tells of them', async (_request, response) =>
      sendJson(response, 200, await readPeople(ask)),
    ),
    ...gatewayRoutes({ desk: gateways, changes }),
    ...benchRoutes({ ...bench, plays, gave: watching.gave, ports, tlsPorts: portsOf(config).tls, changes }),
    judgeRoute({
      judge: watching.judge(
        createLateJudgeDesk({ ...bench, ports, tlsPorts: portsOf(config).tls, log: parts.log, machine }),
      ),
      machine,
      allowed: access.judges,
    }),
    route(
      'GET /workshop',
      'the workshop: what to do next, and what was seen of it (?step=…, ?track=…)',
      shell.page(({ query }) => workshopPage(workshop.look(), query)),
    ),
    route(
      'GET /workshop/report',
      'what was done in the workshop, for paper',
      shell.page(() => reportPage(workshop.look())),
    ),
    ...workshopRoutes({ workshop, changes }),
    events.route,
    watchRoute(
      route('GET /healthz', 'whether it is up', (_request, response) => sendJson(response, 200, { status: 'ok' })),
    ),
    pages.route,
  ]
  const index = { name: parts.name, routes: describeRoutes(routes), anywhere: PRETTY_ABOUT }
  const app = createApp({ ...parts, pages: { ...pages, problem: shell.problem } }, (mounted) => {
    mountRoutes(mounted, routes, { guard, control })
    mounted.use(refuseOtherMethods(routes, guard))
  })
  const close = () => {
    watching.close()
    events.close()
  }
  return { app, routes, close }
}
