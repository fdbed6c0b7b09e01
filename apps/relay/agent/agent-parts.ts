import type { Clock } from '#core/clock'
import type { Target } from '#core/http/forward/target'
import type { Log } from '#core/log'
import type { TokenSource } from '../client/token-source.ts'
import type { Reach } from '../tunnel/serve.ts'

/** One agent: it listens for one endpoint at a relay, on behalf of one service. */
export interface AgentSettings {
  /** The port of the relay for agents. */
  relay: Target
  endpoint: string
  /** The service: by TCP, TLS or at a unix socket; or what opens a connection to it. */
  service: Target | Reach
  token: TokenSource
  /** For a relay with keys of its own for each tenant. */
  tenant?: string
  /** How long one try may take, and how long the service may take to accept a connection. Milliseconds. */
  patience?: number
  servicePatience?: number
  /** How long it may take until it listens for the first time. Absent: it goes on trying. Milliseconds. */
  firstWithin?: number
  /** It goes on trying where the relay says no: for one whose keys and clocks are moved about. */
  outlastsRefusals?: true
  accessLog?: boolean
}

export interface AgentWorld {
  /** By which tokens are renewed: one that can be moved, where there is a control plane. */
  clock: Clock
  /** Of this machine. */
  machine: Clock
  log: Log
  /** HOST: where `localhost` is. */
  host: string
  /** 0 to 1. */
  random?: () => number
}

export type AgentState = 'connects' | 'listens' | 'ended'

export interface Agent {
  readonly state: AgentState
  /** Resolves when it listens for the first time. */
  readonly listening: Promise<void>
  /** Resolves when it is over: with why, for the person who has to do something, where it has ended by itself. */
  readonly ended: Promise<string | undefined>
  /**
   * The relay is asked for no more connections, and those that are open may finish.
   * @param grace for so long. Milliseconds; 0: they are cut
   */
  close(grace: number): Promise<void>
}
