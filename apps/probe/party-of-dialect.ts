import type { DialectParty } from '#attacks'

/** What a person says of a target that is, or imitates, another system: which cases of the family `dialect` are sent to it. */
export const PARTY_OF_DIALECT = {
  jwtproxy: 'jwtproxy-verifier',
  'jwtproxy-signer': 'jwtproxy-signer',
  kong: 'kong-gateway',
  'kong-anonymous': 'kong-gateway-anonymous',
  mesh: 'mesh-sidecar',
  piko: 'piko-relay',
  'piko-agents': 'piko-agents',
  stoke: 'stoke-people',
} as const satisfies Record<string, DialectParty>

export type SaidDialect = keyof typeof PARTY_OF_DIALECT

export const SAID_DIALECTS = Object.keys(PARTY_OF_DIALECT) as SaidDialect[] // Object.keys forgets the literal type

export const isSaidDialect = (name: string): name is SaidDialect => Object.hasOwn(PARTY_OF_DIALECT, name)
