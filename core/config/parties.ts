import type { PeerName } from './processes.ts'

interface PartyPort {
  /** The process that it is in. */
  host: PeerName
  variable: string
  port: number
  about: string
  /** It takes TLS alone. */
  isTls?: boolean
}

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
  ingress: {
    host: 'neighbours',
    variable: 'INGRESS_PORT',
    port: 4480,
    about: 'The plain port of the ingress of scenario 12, the only way into its mesh.',
  },
  'web-ui': {
    host: 'neighbours',
    variable: 'WEB_UI_PORT',
    port: 4510,
    isTls: true,
    about: 'The port of the sidecar before web-ui of scenario 12: mutual TLS alone.',
  },
  'backend-api': {
    host: 'neighbours',
    variable: 'BACKEND_API_PORT',
    port: 4511,
    isTls: true,
    about: 'The port of the sidecar before backend-api of scenario 12: mutual TLS alone.',
  },
  'second-backend-api': {
    host: 'neighbours',
    variable: 'SECOND_BACKEND_API_PORT',
    port: 4512,
    isTls: true,
    about: 'The port of the sidecar before the second backend-api of scenario 12: mutual TLS alone.',
  },
  'stateless-gateway': {
    host: 'neighbours',
    variable: 'STATELESS_GATEWAY_PORT',
    port: 4600,
    about: 'The port of the gateway of scenario 13 that looks nothing up, in front of B, at localhost.',
  },
  'plugin-gateway': {
    host: 'neighbours',
    variable: 'PLUGIN_GATEWAY_PORT',
    port: 4601,
    about: 'The port of the gateway of scenario 13 with the plugins of Kong, in front of B, at localhost.',
  },
} as const satisfies Record<string, PartyPort>

/** Every port that they have: one each, and another one where TLS has a port of its own. */
export const PARTY_PORTS = {
  ...PARTIES,
  'ingress-tls': {
    host: 'neighbours',
    variable: 'INGRESS_TLS_PORT',
    port: 4443,
    isTls: true,
    about: 'The port of the ingress of scenario 12 for browsers: TLS, with the certificate of neighbours.',
  },
} as const

export type PartyName = keyof typeof PARTIES
export type PartyPortName = keyof typeof PARTY_PORTS

export const PARTY_PORT_NAMES = Object.keys(PARTY_PORTS) as PartyPortName[] // Object.keys forgets the literal type

export const PARTY_NAMES = Object.keys(PARTIES) as PartyName[] // Object.keys forgets the literal type

export const isPartyName = (name: unknown): name is PartyName =>
  typeof name === 'string' && Object.hasOwn(PARTIES, name)

/** Those that sign tokens themselves, and hold them for a play that asks for that. */
export const SIGNING_PARTIES = ['signer', 'stateless-gateway'] as const satisfies readonly PartyName[]
