/** The two relays of scenario 14, as people are told of them. */
export const RELAYS_ON_PAGE = {
  relay: { title: 'The relay', about: 'What a token does not allow is not allowed, and whoever is connected is cut when it ends.' }, // prettier-ignore
  'piko-relay': {
    title: 'The Piko relay',
    about: 'As Piko does it, with its gaps: what a token leaves out, it allows.',
  },
} as const

export type RelayOnPage = keyof typeof RELAYS_ON_PAGE

/** An agent that listens. Times in milliseconds since 1970. */
export interface AgentOnPage {
  endpoint: string
  /** Whom its token is about. */
  subject?: string
  since: number
  /** When its right to listen ends. */
  until?: number
  /** What goes on through it. */
  connections: number
}

/** A request that was refused. */
export interface RefusalOnPage {
  at: number
  port: string
  endpoint?: string
  status: number
  /** In a sentence. */
  says: string
  check?: string
}

export interface RelayShown {
  relay: RelayOnPage
  /** Where it is, for clients and for agents. */
  places: { proxy: string; upstream: string }
  agents: readonly AgentOnPage[]
  /** The newest first; so many as a page has room for. */
  refusals: readonly RefusalOnPage[]
  /** How many there were in all. */
  refused: number
}

export interface RelaysNow {
  relays: readonly RelayShown[]
  /** By the clock of the relays. Milliseconds since 1970. */
  now: number
  /** Why nothing is known. */
  trouble?: string
}

export interface RelayPageState {
  now: RelaysNow
}
