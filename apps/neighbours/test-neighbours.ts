import { waitingClock } from '#core/clock'
import { partyNamesAt } from '#core/config/parties'
import { entryForEach } from '#core/config/processes'
import { createControl } from '#core/control/control'
import type { ToldMesh } from '#core/control/told-mesh'
import { createGuard } from '#core/http/guard'
import { createLog } from '#core/log'
import { createTraces } from '#core/trace/recorder'
import type { OpenProxy } from '../sidecar/open-proxy.ts'
import { GATEWAY_PARTIES } from './gateways/gateway-parties.ts'
import type { LiveMesh } from './mesh/mesh-parties.ts'
import { LOGIN_PORTS } from './login/login-parties.ts'
import { MESH_PARTY_NAMES } from './mesh/workloads.ts'
import { RELAY_PARTY_PORTS } from './relays/relay-parties.ts'
import { createNeighbours, neighboursRoutes } from './neighbours.ts'
import { createTimeOfTraces } from './time-of-traces.ts'

const NAME = 'neighbours'

/** What its parties look like from outside, for route tests: nobody listens, and a key is rotated at once. */
const party = <Kind extends OpenProxy['kind']>(kind: Kind) => ({
  kind,
  shown: kind,
  state: () => ({ isReady: true, detail: {} }),
  rotate: async () => {},
  revert: async () => {},
  ready: async () => {},
  close: async () => {},
})

/** Takes any policies. */
export function testLiveMesh(): LiveMesh {
  let told: ToldMesh = { mesh: 'walk' }
  return {
    use: async (policies) => (told = { mesh: 'live', policies, count: 1, since: '2026-02-03T10:00:00.000Z' }),
    told: () => told,
    end: () => void (told = { mesh: 'walk' }),
  }
}

export interface TestNeighboursOptions {
  allowedOrigins?: readonly string[]
  controlToken?: string
  isOn?: boolean
}

/** The process that sidecars share, without them: no port, no network, a clock that stands still. */
export function openTestNeighbours({ allowedOrigins = [], controlToken, isOn = true }: TestNeighboursOptions = {}) {
  const clock = waitingClock('2026-02-03T10:00:00.000Z')
  const traces = createTraces(NAME, clock)
  const control = createControl({ machine: clock, isOn })
  const parts = {
    name: NAME,
    log: createLog({ name: NAME, level: 'silent', format: 'json', clock, write: () => {} }),
    guard: createGuard({ host: 'localhost', allowedHosts: [], allowedOrigins, tlsNames: [], urls: [] }),
    machine: clock,
    traces,
    control,
    controlToken,
    consolePort: 4000,
    signer: party('signer'),
    verifier: party('verifier'),
    mesh: {
      places: entryForEach([...MESH_PARTY_NAMES, 'ingress-tls', 'web-ui-login'] as const, (name) => ({ shown: name })),
      live: testLiveMesh(),
    },
    gateways: { places: entryForEach(GATEWAY_PARTIES, (name) => ({ shown: name })) },
    relays: { places: entryForEach(RELAY_PARTY_PORTS, (name) => ({ shown: name })) },
    timeOfTraces: createTimeOfTraces(clock),
    partyTraces: entryForEach(partyNamesAt('neighbours'), (name) => createTraces(name, clock)),
    login: { places: entryForEach(LOGIN_PORTS, (name) => ({ shown: name })) },
  }
  return { app: createNeighbours(parts), routes: neighboursRoutes(parts), control }
}
