import type { Clock } from '#core/clock'
import type { Patience } from '#core/config/patience'
import type { HeldPort } from '#core/http/held-port'
import type { Log } from '#core/log'
import type { Traces } from '#core/trace/recorder'

/** What every proxy of a process is opened with. */
export interface SidecarParts {
  /** By which tokens are made and judged: one that can be moved, where there is a control plane. */
  clock: Clock
  /** Whether the first is moved at the moment. Absent: it cannot be. */
  isMoved?: () => boolean
  /** Of this machine: how long somebody is waited for. */
  machine: Clock
  /** How long others are waited for. Absent: as the original does. */
  patience?: Pick<Patience, 'fetch' | 'play' | 'forward'>
  log: Log
  traces: Traces
  /** HOST: where `localhost` is. */
  host: string
  /** What traces call whoever a request goes on to. */
  nameOf: (address: string) => string
  /** Whether a play may ask for something to go wrong with its own requests: in the sandbox, and nowhere else. */
  takesLessons?: boolean
  /** A port that is taken already. Absent: it takes the one that its configuration names. */
  at?: HeldPort
}

/** A proxy that listens. */
export interface OpenProxy {
  kind: 'signer' | 'verifier'
  /** Where: `localhost:3128`, or `unix:/path`. */
  shown: string
  /** Of a TCP port. */
  port?: number
  /** For `/healthz`: whether it can do its work, and what it has to say of it. */
  state(): ProxyState
  /** Takes no more; who is in it has `shutdown_timeout` to finish. */
  close(): Promise<void>
}

export interface ProxyState {
  isReady: boolean
  detail: object
}
