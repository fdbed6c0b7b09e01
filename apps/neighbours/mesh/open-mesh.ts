import type { Server } from 'node:net'
import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { LOGIN_GATEWAY_CLIENT, type LoginIssuer } from '#core/config/login-issuer'
import type { Patience } from '#core/config/patience'
import type { UserIssuer } from '#core/config/user-issuer'
import { allEnded } from '#core/files/all-ended'
import { readTarget } from '#core/http/forward/target'
import type { TlsIdentity } from '#core/http/tls'
import type { Log } from '#core/log'
import { MESH_DEFAULTS } from '#core/policy/mesh/model'
import type { Traces } from '#core/trace/recorder'
import { backendApi } from '../../backend-api/backend-api.ts'
import { openOwnIdentity, type SidecarIdentity } from '../../mesh/identity.ts'
import { askOutside } from '../../mesh/keys/fetch-key-set.ts'
import { meshTarget, type MeshService } from '../../mesh/outbound/mesh-hosts.ts'
import { openMeshSidecar, type HandedPlace, type InboundSettings, type OpenPlace } from '../../mesh/sidecar.ts'
import { createBackendClient, type AskedBackend } from '../../web-ui/ask-backend.ts'
import { webUi } from '../../web-ui/web-ui.ts'
import { loginOfPages } from './login-pages.ts'
import type { MeshPort, OpenWorkloads } from './mesh-parties.ts'
import { createPlainServices } from './plain-services.ts'
import { createPolicySets } from './policy-sets.ts'
import { readPolicyTexts } from './policy-texts.ts'
import { askForUserKeys } from './user-keys.ts'
import { MESH_PARTY_NAMES, MESH_WORKLOADS, type MeshPartyName } from './workloads.ts'

export interface MeshParts {
  keysFolder: string
  users: UserIssuer
  /** Who logs people in for the pages of scenario 16. */
  provider: LoginIssuer
  /** That of the process: by its CA the factory is recognised, and the ingress shows it to browsers. */
  tls: () => TlsIdentity
  /** HOST: where the factory is. */
  host: string
  clock: Clock
  machine: Clock
  patience: Patience
  log: Log
  traces: Readonly<Record<MeshPartyName, Traces>>
}

const PAGE_BACKENDS: readonly (AskedBackend & { name: 'backend-api' | 'second-backend-api' })[] = [
  { name: 'backend-api', path: '/data' },
  { name: 'second-backend-api', path: '/data2' },
]

/** The port of each workload, as its policies and its mesh speak of it. */
const WORKLOAD_PORT = 3000

/**
 * Opens the mesh of scenarios 12 and 16: an ingress, a page and two backends, plain services behind sidecars that speak mutual TLS
 * with each other. The pages behind the login gateway are another service behind the sidecar of the page.
 * @param places where somebody listens for them
 */
export async function openMesh(
  { keysFolder, users, provider, tls, host, clock, machine, patience, log, traces }: MeshParts,
  places: Readonly<Record<MeshPort, OpenPlace>>,
): Promise<OpenWorkloads> {
  const ends: (() => unknown)[] = []
  const doors = new Map<MeshPort, Server>()
  const close = async () => {
    for (const end of ends.splice(0).toReversed()) await end()
  }
  const services = await createPlainServices(join(keysFolder, 'neighbours'))
  ends.push(services.close)

  const handed = (port: MeshPort): HandedPlace => ({
    ...places[port],
    kind: 'handed',
    to: (server) => void doors.set(port, server),
  })

  try {
    const outside = askOutside({ ca: [tls().ca], host, machine })
    const ask = askForUserKeys(outside, { users, login: provider, patience })
    const time = { clock, machine, patience }
    const plane = createPolicySets({ texts: await readPolicyTexts(), users, login: provider, ...time, log, ask })
    ends.push(plane.close)
    const identities = await openIdentities(join(keysFolder, 'tls'), { machine, log })
    ends.push(() => Promise.all([...identities.values()].map((each) => each.close())))
    const identityOf = (party: MeshPartyName): SidecarIdentity => {
      const identity = identities.get(party)
      if (!identity) throw new Error(`${party} has no certificate`)
      return identity
    }

    async function openSidecar(party: MeshPartyName, behind: Behind, { outbound, further = [] }: FurtherWays = {}) {
      const inbound = { ...behind, port: WORKLOAD_PORT }
      const edge = party === 'ingress' ? [{ ...inbound, listen: handed('ingress-tls'), edge: tls }] : []
      const others = further.map((one) => ({ ...one.behind, port: WORKLOAD_PORT, listen: handed(one.at) }))
      const settings = {
        workload: MESH_WORKLOADS[party],
        inbound: [{ ...inbound, listen: handed(party) }, ...edge, ...others],
        ...(outbound && {
          outbound: {
            listen: { kind: 'socket', path: outbound.path } as const,
            shownAs: `the socket of ${party}`,
            services: outbound.names.map(serviceOf),
          },
        }),
        shutdownTimeout: 3000,
      }
      const world = {
        plane,
        identity: identityOf(party),
        providers: [],
        machine,
        log,
        traces: traces[party],
        host: 'localhost',
        forwardTimes: patience.forward,
      }
      ends.push((await openMeshSidecar(settings, world)).close)
    }

    const serviceOf = (party: MeshPartyName): MeshService => {
      const { name, namespace, serviceAccount } = MESH_WORKLOADS[party]
      return { name, namespace, port: 80, address: `localhost:${places[party].port}`, serviceAccount, shownAs: party }
    }
    for (const { name, path } of PAGE_BACKENDS) {
      await openSidecar(name, behindSidecar(name, await services.open(name, backendApi(name, path))))
    }
    const wayOut = await services.socketOf('web-ui-out')
    const client = createBackendClient(wayOut, patience.between)
    ends.push(client.close)
    const page = await services.open('web-ui', webUi({ backends: PAGE_BACKENDS, client }))
    const told = {
      provider,
      clientId: LOGIN_GATEWAY_CLIENT,
      ask: outside,
      ...time,
      log,
      traces: traces['web-ui'],
    }
    const { login, forget: forgetLogin } = loginOfPages(told)
    const pages = await services.open('web-ui-login', webUi({ backends: PAGE_BACKENDS, client, login }))
    await openSidecar('web-ui', behindSidecar('web-ui', page), {
      outbound: { path: wayOut, names: PAGE_BACKENDS.map(({ name }) => name) },
      further: [{ at: 'web-ui-login', behind: behindSidecar('web-ui', pages) }],
    })
    const toPage = (identity: TlsIdentity) => meshTarget(serviceOf('web-ui'), MESH_DEFAULTS.trustDomain, identity)
    await openSidecar('ingress', {
      upstream: onceFor(identityOf('ingress').tls, toPage),
      upstreamName: 'web-ui',
      isGateway: true,
    })
    const { live } = plane
    const forget = () => {
      plane.forget()
      forgetLogin()
    }
    return { doors: Object.fromEntries(doors) as OpenWorkloads['doors'], live, forget, close } // one for each
  } catch (error) {
    await close()
    throw error
  }
}

interface FurtherWays {
  outbound?: { path: string; names: MeshPartyName[] }
  /** Ports of the same sidecar with another service behind them. */
  further?: { at: MeshPort; behind: Behind }[]
}

type Behind = Pick<InboundSettings, 'upstream' | 'upstreamName' | 'isGateway'>

/** @param path of the socket at which the service listens */
function behindSidecar(name: MeshPartyName, path: string): Behind {
  const target = readTarget(`unix:${path}`)
  return { upstream: () => target, upstreamName: name }
}

/** The certificate of each workload by the sandbox's own authority: made once, kept for its owner alone, and renewed. */
async function openIdentities(
  folder: string,
  { machine, log }: Pick<MeshParts, 'machine' | 'log'>,
): Promise<ReadonlyMap<MeshPartyName, SidecarIdentity>> {
  const open = async (party: MeshPartyName) => {
    const { namespace, serviceAccount } = MESH_WORKLOADS[party]
    const account = { trustDomain: MESH_DEFAULTS.trustDomain, namespace, serviceAccount }
    return [party, await openOwnIdentity(account, { folder, clock: machine, log })] as const
  }
  return new Map(await allEnded(MESH_PARTY_NAMES.map(open)))
}

/** What is made of something that is seldom another. */
function onceFor<Given, Made>(given: () => Given, make: (given: Given) => Made): () => Made {
  let last: { of: Given; made: Made } | undefined
  return () => {
    const of = given()
    if (last?.of !== of) last = { of, made: make(of) }
    return last.made
  }
}
