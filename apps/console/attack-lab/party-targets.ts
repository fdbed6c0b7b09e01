import type { PartyPortName } from '#core/config/parties'

interface PartyTarget {
  readonly path: string
  readonly title: string
  /** Under which it stands in a list; absent: that of gateway and relays. */
  readonly group?: string
}

/** Parties of the sandbox that do as other systems do, or stand in their place, and the factory: the probe knows what they expect, by their ports. */
const PARTY_PLACES = {
  'plugin-gateway': { path: '/echo', title: 'Gateway with the plugins of Kong, scenario 13' },
  'piko-relay': { path: '/echo', title: 'Relay that does as Piko does, scenario 14' },
  'piko-relay-upstream': {
    path: '/piko/v1/upstream/serviceb',
    title: 'Relay that does as Piko does, scenario 14: the port of agents',
  },
  relay: { path: '/echo', title: 'Relay, scenario 14' },
  'relay-upstream': { path: '/piko/v1/upstream/serviceb', title: 'Relay, scenario 14: the port of agents' },
  'jwt-factory': {
    path: '/verify/servicea',
    title: 'The factory, which is asked about a token in a JSON body',
    group: 'Factory',
  },
} as const satisfies Partial<Record<PartyPortName | 'jwt-factory', PartyTarget>>

export type PartyTargetName = keyof typeof PARTY_PLACES
export const PARTY_TARGETS = Object.keys(PARTY_PLACES) as PartyTargetName[] // Object.keys forgets the literal type

export const isPartyTarget = (name: string): name is PartyTargetName => Object.hasOwn(PARTY_PLACES, name)

/** For a list: under whose name it stands, and what it is. */
export function titleOfParty(name: PartyTargetName) {
  const { title, group = 'Gateway and relays' }: PartyTarget = PARTY_PLACES[name]
  return { group, title }
}

/** Where the probe finds it. */
export const urlOfParty = (name: PartyTargetName, ports: Readonly<Record<`${PartyTargetName}Port`, number>>): string =>
  `http://localhost:${ports[`${name}Port`]}${PARTY_PLACES[name].path}`
