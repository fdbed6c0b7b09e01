import type { RefusalLog } from '#core/access/judge'
import type { Clock } from '#core/clock'
import type { HeldPort } from '#core/http/held-port'
import type { Place } from '#core/http/listen-address'
import type { Log } from '#core/log'
import type { Traces } from '#core/trace/recorder'
import type { RelayPort } from '../config/relay-config.ts'
import type { ListenerShown } from '../endpoints.ts'
import type { ConnectedShown } from './connected.ts'
import type { TellLater, UntilOver } from './later-steps.ts'
import type { RefusalShown } from './refusals.ts'

/** What a relay is opened with. */
export interface RelayWorld {
  /** By which tokens are judged: one that can be moved, where there is a control plane. */
  clock: Clock
  /** Of this machine: how long somebody is waited for. */
  machine: Clock
  log: Log & RefusalLog
  traces: Traces
  /** HOST: where it listens when an address names no host, and where `localhost` is. */
  host: string
  /** PEM texts of those who are believed to be the endpoint of a key set that names no certificates of its own. */
  ca?: readonly string[]
  /** Ports that are there already; absent: those of the configuration are opened. */
  held?: Readonly<Partial<Record<RelayPort, HeldPort>>>
  /** What traces call whoever listens for an endpoint. Absent: its name. */
  nameOf?: (endpoint: string) => string
  /** What traces call whoever publishes a key set. Absent: the issuer. */
  issuerName?: string
  /** Absent: in the trace of the request that opened the connection. */
  tellLater?: TellLater
  /** When the token of a connection is over. Absent: by the clock. */
  untilOver?: UntilOver
}

/** A relay that listens. */
export interface Relay {
  readonly places: Readonly<Record<RelayPort, Place>>
  /** For people: who listens, who is connected, and what was refused of late, the newest first. */
  readonly shown: {
    readonly listeners: readonly ListenerShown[]
    readonly connected: readonly ConnectedShown[]
    readonly refusals: readonly RefusalShown[]
  }
  /** What was refused so far is told no longer. */
  forgetRefusals(): void
  /** Takes no more; what goes on has its time, `now`: it is cut off. */
  close(now?: 'now'): Promise<void>
}
