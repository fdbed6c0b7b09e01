import type { PartyPortName } from '#core/config/parties'

interface PartyTarget {
  readonly path: string
  readonly title: string
}

/** Parties of the sandbox that do as other systems do, or stand in their place: the probe knows what they expect, by their ports. */
const PARTY_PLACES = {
  'plugin-gateway': { path: '/echo', title: 'Gateway with the plugins of Kong, scenario 13' },
  'piko-relay': { path: '/echo', title: 'Relay that does as Piko does, scenario 14' },
  'piko-relay-upstream': {
    path: '/piko/v1/upstream/serviceb',
    title: 'Relay that does as Piko does, scenario 14: the port of agents',
  },
  relay: { path: '/echo', title: 'Relay, scenario 14' },
  'relay-upstream': { path: '/piko/v1/upstream/serviceb', title: 'Relay, scenario 14: the port of agents' },
} as const satisfies Partial<Record<PartyPortName, PartyTarget>>

export type PartyTargetName = keyof typeof PARTY_PLACES
export const PARTY_TARGETS = Object.keys(PARTY_PLACES) as PartyTargetName[] // Object.keys forgets the literal type

export const isPartyTarget = (name: string): name is PartyTargetName => Object.hasOwn(PARTY_PLACES, name)

/** For a list: under whose name it stands, and what it is. */
export const titleOfParty = (name: PartyTargetName) =>
  ({ group: 'Gateway and relays', title: PARTY_PLACES[name].title }) as const

/** Where the probe finds it. */
export const urlOfParty = (name: PartyTargetName, ports: Readonly<Record<`${PartyTargetName}Port`, number>>): string =>
  `http://localhost:${ports[`${name}Port`]}${PARTY_PLACES[name].path}`
