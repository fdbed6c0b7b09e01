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

/** A client that is connected for longer than an answer takes. Times in milliseconds since 1970. */
export interface ClientOnPage {
  endpoint: string
  /** TCP, or a web socket. */
  by: string
  /** Whom its token is about. */
  subject?: string
  since: number
  /** When its token ends: it may be connected for longer. */
  until?: number
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
  relay: string
  title: string
  /** In a sentence: how it decides. */
  about: string
  /** Where it is, for clients and for agents. */
  places: { proxy: string; upstream: string }
  agents: readonly AgentOnPage[]
  clients: readonly ClientOnPage[]
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
