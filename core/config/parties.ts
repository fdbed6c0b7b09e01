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

const LISTENING_PARTIES = {
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
  'login-gateway': {
    host: 'neighbours',
    variable: 'LOGIN_GATEWAY_PORT',
    port: 4700,
    about: 'The plain port of the gateway of scenario 16, which only sends browsers to its other port.',
  },
  relay: {
    host: 'neighbours',
    variable: 'RELAY_PORT',
    port: 4800,
    about: 'The port of the relay of scenario 14 for clients (proxy), at localhost.',
  },
  'piko-relay': {
    host: 'neighbours',
    variable: 'PIKO_RELAY_PORT',
    port: 4810,
    about: 'The port for clients (proxy) of the relay of scenario 14 that does as Piko does, at localhost.',
  },
} as const satisfies Record<string, PartyPort>

/** Parties of scenarios that have no process of their own: several share one, which has their traces. */
export const PARTIES = {
  ...LISTENING_PARTIES,
  /** That of B in scenario 14: it dials out, and listens nowhere. */
  agent: { host: 'neighbours' },
  /** That of the person in scenario 16, whom the caller plays. */
  browser: { host: 'servicea' },
} as const satisfies Record<string, Pick<PartyPort, 'host'>>

/** Every port that they have: one each, and others where not all come by the same way. */
export const PARTY_PORTS = {
  ...LISTENING_PARTIES,
  'ingress-tls': {
    host: 'neighbours',
    variable: 'INGRESS_TLS_PORT',
    port: 4443,
    isTls: true,
    about: 'The port of the ingress of scenario 12 for browsers: TLS, with the certificate of neighbours.',
  },
  'web-ui-login': {
    host: 'neighbours',
    variable: 'WEB_UI_LOGIN_PORT',
    port: 4513,
    isTls: true,
    about: 'The port of the sidecar before web-ui for the pages of scenario 16: mutual TLS alone.',
  },
  'login-gateway-tls': {
    host: 'neighbours',
    variable: 'LOGIN_GATEWAY_TLS_PORT',
    port: 4743,
    isTls: true,
    about: 'The port of the gateway of scenario 16, at which people log in: https://localhost:4743/.',
  },
  'relay-upstream': {
    host: 'neighbours',
    variable: 'RELAY_UPSTREAM_PORT',
    port: 4801,
    about: 'The port of the relay of scenario 14 for agents (upstream), at localhost.',
  },
  'relay-admin': {
    host: 'neighbours',
    variable: 'RELAY_ADMIN_PORT',
    port: 4802,
    about: 'The port of the relay of scenario 14 that says who listens, and what was refused (admin), at localhost.',
  },
  'piko-relay-upstream': {
    host: 'neighbours',
    variable: 'PIKO_RELAY_UPSTREAM_PORT',
    port: 4811,
    about: 'The port for agents (upstream) of the relay of scenario 14 that does as Piko does, at localhost.',
  },
  'piko-relay-admin': {
    host: 'neighbours',
    variable: 'PIKO_RELAY_ADMIN_PORT',
    port: 4812,
    about: 'The admin port of the relay of scenario 14 that does as Piko does, at localhost.',
  },
} as const

export type PartyName = keyof typeof PARTIES
export type PartyPortName = keyof typeof PARTY_PORTS

export const PARTY_PORT_NAMES = Object.keys(PARTY_PORTS) as PartyPortName[] // Object.keys forgets the literal type

export const PARTY_NAMES = Object.keys(PARTIES) as PartyName[] // Object.keys forgets the literal type

/** Those that share this process. */
export type PartyNameAt<Host extends PeerName> = {
  [Name in PartyName]: (typeof PARTIES)[Name]['host'] extends Host ? Name : never
}[PartyName]

export const partyNamesAt = <Host extends PeerName>(host: Host): PartyNameAt<Host>[] =>
  PARTY_NAMES.filter((name): name is PartyNameAt<Host> => PARTIES[name].host === host)

export const isPartyName = (name: unknown): name is PartyName =>
  typeof name === 'string' && Object.hasOwn(PARTIES, name)

/** Those that sign tokens themselves, and hold them for a play that asks for that. */
export const SIGNING_PARTIES = ['signer', 'stateless-gateway', 'login-gateway'] as const satisfies readonly PartyName[]
