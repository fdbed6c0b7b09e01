import type { PeerName } from './processes.ts'

/** Parties of scenarios that have no process of their own: several share one, which has their traces. */
export const PARTIES = {
  signer: {
    host: 'neighbours',
    variable: 'SIGNER_PORT',
    port: 3128,
    about: 'The port of the signer of scenario 11, a forward proxy at localhost.',
  },
  verifier: {
    host: 'neighbours',
    variable: 'VERIFIER_PORT',
    port: 8081,
    about: 'The port of the verifier of scenario 11, a reverse proxy at localhost.',
  },
} as const satisfies Record<string, { host: PeerName; variable: string; port: number; about: string }>

export type PartyName = keyof typeof PARTIES

export const PARTY_NAMES = Object.keys(PARTIES) as PartyName[] // Object.keys forgets the literal type

export const isPartyName = (name: unknown): name is PartyName =>
  typeof name === 'string' && Object.hasOwn(PARTIES, name)
