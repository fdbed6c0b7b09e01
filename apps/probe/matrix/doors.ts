import { RELAY_AUDIENCE } from '#core/config/relay-ring'
import type { PartyPortName } from '#core/config/parties'
import { isJudged, ROLES, type NumberedScenario, type Role, type TrustMode } from '#scenarios'
import type { Heard } from './hear-door.ts'
import type { MatrixDoor, SeenKind } from './token-matrix.ts'

/** A door, and the way to it. */
export interface KnownDoor extends MatrixDoor {
  readonly at: DoorPlace
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** How it is shown a token, or none, where that is not in the header Authorization of a GET. */
  carry?(token: string | undefined): CarriedToken
  /** What an answer says, where the status alone does not say it. */
  hear?(heard: Heard): Heard
}

export type CarriedToken = { readonly body: unknown } | { readonly form: Readonly<Record<string, string>> }

/** A process over TLS, or a port of this machine; with TLS, one that has the certificate of neighbours. */
export type DoorPlace =
  { readonly process: Role | 'jwt-factory' } | { readonly port: number } | { readonly tlsPort: number }

const KIND_OF_TRUST: Readonly<Record<TrustMode, SeenKind>> = {
  'ask-factory': 'plain',
  'pinned-key': 'self-signed',
  'key-set': 'plain',
  'access-token': 'access',
  introspection: 'access',
}

const ROLE_LETTERS: Readonly<Record<Role, string>> = { servicea: 'A', serviceb: 'B', servicec: 'C' }

type PartyDoor = [id: string, party: PartyPortName, path: string, scenario: number, kind: SeenKind, audience?: string]

const partyDoors = (ports: Readonly<Record<`${PartyPortName}Port`, number>>): PartyDoor[] => [
  ['ver', 'verifier', '/echo', 11, 'sidecar', `http://localhost:${ports.verifierPort}`],
  ['gws', 'stateless-gateway', '/echo', 13, 'consumer'],
  ['gwp', 'plugin-gateway', '/echo', 13, 'credential'],
  ['rel', 'relay', '/echo', 14, 'relay', RELAY_AUDIENCE],
  ['pik', 'piko-relay', '/echo', 14, 'relay', RELAY_AUDIENCE],
]

/** What these do by their defaults, and their scenarios tell. */
const PARTY_LESSONS: Readonly<Partial<Record<PartyPortName, Pick<MatrixDoor, 'lessons'>>>> = {
  'plugin-gateway': { lessons: { expired: 13 } },
  'piko-relay': { lessons: { 'no-endpoint': 14 } },
}

/**
 * Every place of a running sandbox at which a bearer token can be shown in Authorization: each scenario at each service, whether it
 * takes part or not, and whoever stands before one. What each is for comes from the scenarios and the settings.
 * @param isOwn whether a service of somebody's own is in the place of ours
 */
export function doorsOf(
  scenarios: readonly NumberedScenario[],
  ports: Readonly<Record<`${PartyPortName}Port`, number>>,
  isOwn: (role: Role) => boolean,
): KnownDoor[] {
  const numbers = new Set(scenarios.map(({ number }) => number))
  return [
    ...scenarios.flatMap((scenario) => {
      const kind = isJudged(scenario)
        ? KIND_OF_TRUST[scenario.trust]
        : scenario.trust === 'people'
          ? 'person'
          : undefined
      return kind ? ROLES.map((role) => ({ ...serviceDoor(scenario, role, kind), ...(isOwn(role) && OWN_DOOR) })) : []
    }),
    ...partyDoors(ports)
      .filter(([, , , scenario]) => numbers.has(scenario))
      .map(([id, party, path, scenario, kind, audience]): KnownDoor => ({
        id,
        service: party,
        route: `GET ${path}`,
        scenario,
        kinds: [kind],
        ...(audience !== undefined && { audience }),
        knowsRevoked: false,
        at: { port: ports[`${party}Port`] },
        path,
        ...(scenario === 14 && { endpoint: 'serviceb', headers: { 'x-piko-endpoint': 'serviceb' } }),
        ...PARTY_LESSONS[party],
      })),
  ]
}

/** It need not ask anybody about a token. */
const OWN_DOOR = { isOwnService: true, knowsRevoked: false } as const

function serviceDoor({ number, trust }: NumberedScenario, role: Role, kind: SeenKind): KnownDoor {
  const path = `/scenario${number}-server`
  return {
    id: `${ROLE_LETTERS[role]}${number}`,
    service: role,
    route: `GET ${path}`,
    scenario: number,
    kinds: kind === 'person' && role === 'servicec' ? ['person', 'person-of-stoke'] : [kind],
    audience: role,
    ...(kind === 'person' && { right: 'w' }),
    knowsRevoked: trust === 'introspection',
    at: { process: role },
    path,
  }
}
