import { waitingClock } from '#core/clock'
import { PARTY_NAMES } from '#core/config/parties'
import { entryForEach } from '#core/config/processes'
import { createControl } from '#core/control/control'
import { createGuard } from '#core/http/guard'
import { createLog } from '#core/log'
import { createTraces } from '#core/trace/recorder'
import type { OpenProxy } from '../sidecar/open-proxy.ts'
import { MESH_PARTY_NAMES } from './mesh/workloads.ts'
import { createNeighbours, neighboursRoutes } from './neighbours.ts'

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

/** The process that sidecars share, without them: no port, no network, a clock that stands still. */
export function openTestNeighbours() {
  const clock = waitingClock('2026-02-03T10:00:00.000Z')
  const traces = createTraces(NAME, clock)
  const parts = {
    name: NAME,
    log: createLog({ name: NAME, level: 'silent', format: 'json', clock, write: () => {} }),
    guard: createGuard({ host: 'localhost', allowedHosts: [], allowedOrigins: [], tlsNames: [], urls: [] }),
    machine: clock,
    traces,
    control: createControl({ machine: clock, isOn: true }),
    controlToken: undefined,
    consolePort: 4000,
    signer: party('signer'),
    verifier: party('verifier'),
    mesh: { places: entryForEach([...MESH_PARTY_NAMES, 'ingress-tls'] as const, (name) => ({ shown: name })) },
    partyTraces: entryForEach(PARTY_NAMES, (name) => createTraces(name, clock)),
  }
  return { app: createNeighbours(parts), routes: neighboursRoutes(parts) }
}
