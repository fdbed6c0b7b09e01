import type { PartyPortName } from '#core/config/parties'
import { USER_AUDIENCE } from '#core/config/user-issuer'
import { isObject } from '#core/token/claims'
import type { NumberedScenario } from '#scenarios'
import type { KnownDoor } from './doors.ts'
import type { Heard } from './hear-door.ts'

type PartyPorts = Readonly<Record<`${PartyPortName}Port`, number>>

/**
 * Doors whose status alone does not say what they think of a token: the factory, which is asked about one or takes it as a proof, the
 * backends behind a page of the mesh, and the gateway that sends browsers to a login.
 */
export function furtherDoorsOf(scenarios: readonly NumberedScenario[], ports: PartyPorts): KnownDoor[] {
  const numbers = new Set(scenarios.map(({ number }) => number))
  return [...factoryDoors(), ...meshDoors(ports), ...loginDoors(ports)].filter(({ scenario }) => numbers.has(scenario))
}

const factory = { service: 'jwt-factory', at: { process: 'jwt-factory' }, knowsRevoked: true } as const

const factoryDoors = (): KnownDoor[] => [
  {
    ...factory,
    id: 'fver',
    route: 'POST /verify/servicea',
    scenario: 1,
    kinds: ['plain'],
    audience: 'serviceb',
    path: '/verify/servicea',
    carry: (token = '') => ({ body: { token, aud: 'serviceb', sub: 'servicea' } }),
    hear: hearVerdict,
  },
  {
    ...factory,
    id: 'ftok',
    route: 'POST /token (as a client assertion)',
    scenario: 7,
    kinds: ['assertion'],
    isForAnybody: true,
    isOneUse: true,
    path: '/token',
    carry: (token) => ({
      form: {
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        ...(token !== undefined && { client_assertion: token }),
      },
    }),
  },
  {
    ...factory,
    id: 'fadm',
    route: 'GET /api/admin/totals',
    scenario: 15,
    kinds: [],
    path: '/api/admin/totals',
  },
  {
    ...factory,
    id: 'fme',
    route: 'GET /login/me',
    scenario: 16,
    kinds: ['login-access'],
    isForAnybody: true,
    path: '/login/me',
  },
]

/** That a token is bad is a successful answer to who asks about it. */
function hearVerdict(heard: Heard): Heard {
  if ('failure' in heard || heard.status !== 200 || !isObject(heard.body)) return heard
  return heard.body['valid'] === false ? { ...heard, status: 401 } : heard
}

/** The page lets everybody in, and shows what each backend said to the token that came along. */
const meshDoors = ({ ingressPort }: PartyPorts): KnownDoor[] =>
  (['backend-api', 'second-backend-api'] as const).map((service, at) => ({
    id: at === 0 ? 'bak' : 'bak2',
    service,
    route: `GET / of the ingress, which shows what ${service} said`,
    scenario: 12,
    kinds: at === 0 ? ['user'] : [], // no policy names the second one
    audience: USER_AUDIENCE,
    knowsRevoked: false,
    at: { port: ingressPort },
    path: '/',
    headers: { accept: 'application/json' },
    hear: (heard) => hearBackend(heard, service),
  }))

function hearBackend(heard: Heard, name: string): Heard {
  if ('failure' in heard || heard.status !== 200) return heard
  const { backends } = Object(heard.body)
  const said: unknown = Array.isArray(backends) ? backends.find((each) => Object(each).name === name) : undefined
  if (!isObject(said)) return { failure: `the page shows no answer of ${name}` }
  const { status, body } = said
  return typeof status === 'number' ? { status, body } : { failure: `${name} gave no answer to the page` }
}

const loginDoors = (ports: PartyPorts): KnownDoor[] => [
  {
    id: 'log',
    service: 'login-gateway',
    route: 'GET /',
    scenario: 16,
    kinds: [],
    knowsRevoked: false,
    at: { tlsPort: ports['login-gateway-tlsPort'] },
    path: '/',
    hear: (heard) => ('status' in heard && heard.status === 302 ? { ...heard, status: 401 } : heard), // sent to log in
  },
]
