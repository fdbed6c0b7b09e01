import type { Server } from 'node:http'
import type { Clock } from '#core/clock'
import type { Patience } from '#core/config/patience'
import { spiffeIdOf } from '#core/http/certificates/spiffe-id'
import { asServer, type ProxyHandlers } from '#core/http/forward/handlers'
import { createForwarder } from '#core/http/forward/forward'
import { createForwardServer } from '#core/http/forward/server'
import type { Target } from '#core/http/forward/target'
import type { Place } from '#core/http/listen-address'
import type { TlsIdentity } from '#core/http/tls'
import type { Log } from '#core/log'
import { MESH_DEFAULTS } from '#core/policy/mesh/model'
import { createMemoryStore } from '#core/store/memory-store'
import type { Traces } from '#core/trace/recorder'
import { createLoginGateway, type LoginGateway } from '../../gateway/login/login-gateway.ts'
import type { LoginSettings } from '#core/login/login-settings'
import { openOwnIdentity } from '../../mesh/identity.ts'
import { createEdgeDoor } from '#core/http/edge-door'
import { meshTarget } from '../../mesh/outbound/mesh-hosts.ts'
import { MESH_WORKLOADS } from '../mesh/workloads.ts'
import type { LoginDoors, LoginPort } from './login-parties.ts'
import { LOGIN_TERMS, loginTermsOf, markedAsPerson, withTerms, type LoginTerms } from './login-terms.ts'
import { sendToTls } from './send-to-tls.ts'

export interface LoginDoorsParts {
  /** Where the certificates are. */
  tlsFolder: string
  /** How people are logged in; a secret is in it. */
  settings: LoginSettings
  /** Where the sidecar of the page takes what comes by this gateway: `localhost:4513`. */
  pageAddress: string
  /** That of the process: browsers are shown it, and by its CA the provider is recognised. */
  tls: () => TlsIdentity
  /** Where the factory is called: its own address may be one over plain HTTP. */
  factory: URL
  /** HOST: where the provider is. */
  host: string
  clock: Clock
  machine: Clock
  /** The provider is opened when somebody first comes. */
  patience: Pick<Patience, 'opening' | 'forward'>
  log: Log
  traces: Traces
}

/** The account that the gateway of the sample has in its mesh. */
export const LOGIN_GATEWAY_ACCOUNT = {
  trustDomain: MESH_DEFAULTS.trustDomain,
  namespace: 'gloo-mesh-gateways',
  serviceAccount: 'istio-ingressgateway-1-18-3-service-account',
}

/** Sessions, and logins that are under way, take no more. Bytes. */
const MOST_STATE = 8_000_000

/**
 * Opens the gateway of scenario 16 in front of the page of its mesh: at one port people log in, the other one sends them there. A
 * request goes by what its play asks for, and disturbs no other: all have the same sessions.
 * @throws Error where it has no certificate
 */
export async function openLoginDoors(
  parts: LoginDoorsParts,
  places: Readonly<Record<LoginPort, Place>>,
): Promise<LoginDoors> {
  const { tlsFolder, settings, tls, machine, log } = parts
  const identity = await openOwnIdentity(LOGIN_GATEWAY_ACCOUNT, { folder: tlsFolder, clock: machine, log })
  let now = begin(parts, identity.tls)
  const secure = createEdgeDoor({
    handlers: asServer(
      byTerms(() => now.gateways),
      log,
    ),
    tls,
    machine,
    log,
  })
  const plain: Server = createForwardServer(asServer(sendToTls(settings.appUrl), log), { clock: machine })
  plain.emit('listening') // from then on Node looks at heads that take too long
  log.info(
    { at: places['login-gateway-tls'].shown, as: spiffeIdOf(LOGIN_GATEWAY_ACCOUNT), provider: settings.issuerUrl },
    'login-gateway-listens',
  )
  return {
    doors: { 'login-gateway': plain, 'login-gateway-tls': secure.server },
    async reset() {
      const before = now
      now = begin(parts, identity.tls)
      await before.close()
    },
    async close() {
      plain.close()
      secure.refuseNew()
      await now.close('now')
      plain.closeAllConnections()
      secure.http.closeAllConnections()
      secure.close()
      await identity.close()
    },
  }
}

interface LoginGeneration {
  gateways: ReadonlyMap<LoginTerms, LoginGateway>
  close(when?: 'now'): Promise<void>
}

/** The gateways between two resets. */
function begin(
  { factory, settings, pageAddress, tls, host, clock, machine, patience, log, traces }: LoginDoorsParts,
  own: () => TlsIdentity,
): LoginGeneration {
  const store = createMemoryStore(clock, { maxBytes: MOST_STATE, machine })
  const forwarder = createForwarder({ clock: machine, host: 'localhost', limits: patience.forward })
  const page = pageBehind(pageAddress, own)
  const issuer = new URL(settings.issuerUrl).origin
  const whereIs = (origin: string) => (origin === issuer ? factory.origin : origin)
  const gateways = new Map(
    LOGIN_TERMS.map((terms) => {
      const { settings: its, clock: itsClock } = withTerms(terms, settings, clock)
      const world = {
        clock: itsClock,
        machine,
        log,
        host,
        ca: [tls().ca],
        store,
        providerName: 'jwt-factory',
        patience: patience.opening,
        whereIs,
        traces,
        forwarder,
      }
      return [
        terms,
        createLoginGateway(its, { ...world, route: () => ({ target: page(), name: 'web-ui', host: 'client' }) }),
      ]
    }),
  )
  return {
    gateways,
    async close(when) {
      await forwarder.close(when)
      await Promise.all([...gateways.values()].map((each) => each.close()))
      await store.close()
    },
  }
}

/** The way to the page in the mesh, with the identity of the gateway as it is at this moment. */
function pageBehind(address: string, own: () => TlsIdentity): () => Target {
  const { name, namespace, serviceAccount } = MESH_WORKLOADS['web-ui']
  let last: { of: TlsIdentity; target: Target } | undefined
  return () => {
    const of = own()
    if (last?.of !== of) last = { of, target: meshTarget({ name, namespace, serviceAccount, port: 80, address }, MESH_DEFAULTS.trustDomain, of) } // prettier-ignore
    return last.target
  }
}

function byTerms(gateways: () => ReadonlyMap<LoginTerms, LoginGateway>): ProxyHandlers {
  const of = (request: Parameters<ProxyHandlers['request']>[0]): ProxyHandlers => {
    const found = gateways().get(loginTermsOf(request))
    if (!found) throw new Error('there is no login gateway for these terms')
    return found.handlers
  }
  return {
    request: (request, response) => of(request).request(markedAsPerson(request), response),
    upgrade: (request, socket, head) => of(request).upgrade(markedAsPerson(request), socket, head),
    connect: (request, socket, head) => of(request).connect(request, socket, head),
  }
}
