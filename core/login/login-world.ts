import type { IncomingMessage } from 'node:http'
import type { RequestContext } from '../trace/request-context.ts'
import type { Clock } from '../clock.ts'
import type { HeaderChanges } from '../http/forward/header-changes.ts'
import type { OwnAnswer } from '../http/forward/own-answer.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'
import type { LoginMemory } from './login-memory.ts'

/** What a login is opened with. */
export interface LoginWorld {
  /** By which tokens are judged and sessions end: one that can be moved, where there is a control plane. */
  clock: Clock
  /** Of this machine: how long somebody is waited for. */
  machine: Clock
  log: Log
  /** HOST: where `localhost` is. */
  host: string
  /** PEM texts of those who are believed when the provider is asked. Absent: the machine's own list. */
  ca?: readonly string[]
  /** Of sessions, and of what may be used once; whoever gives it closes it. Sessions of kind `store` need it. */
  store?: Store
  /** How long the provider has for each answer. Absent: 5 s. Milliseconds. */
  patience?: number
  /** Where an origin of the provider is called, where that is not at its own address. Absent: there. */
  whereIs?: (origin: string) => string
  /** Of all logins of a process. Absent: this one has its own. */
  memory?: LoginMemory
  /** What traces call the provider. Absent: the provider. */
  providerName?: string
}

/** Logs people in: it decides about each request, and knows nothing of where it goes. */
export interface Login {
  /** Never rejects for what a client sent. A request whose path is the callback or the logout is always answered. */
  decide(request: IncomingMessage, context: RequestContext): Promise<LoginDecision>
  /** Whether a cookie is the login's own: it goes no further than the gateway, on routes for which nobody logs in either. */
  isOwnCookie(name: string): boolean
  /** The same, but for that nobody is sent to the provider: for whoever has something to show to all. */
  whoAsks(request: IncomingMessage, context: RequestContext): Promise<LoginDecision | NobodyAsks>
  /** In the text format of Prometheus. */
  metrics(): string
  close(): Promise<void>
}

export type LoginDecision =
  | { kind: 'answered'; answer: OwnAnswer }
  | {
      kind: 'goes-on'
      /** Of the request: who asks. Copies that the client sent, and the cookies of the gateway, are taken away. */
      headers: HeaderChanges
      /** Of the answer: the cookie of a session that was renewed; the application sets none of the login's own cookies. */
      answerHeaders: HeaderChanges
      /** When the session is over, for a connection that stays open: milliseconds since 1970. */
      until: number
      /** Aborted when the person logs out here. */
      ended: AbortSignal
    }

/** There is no session, or it is over. */
export interface NobodyAsks {
  kind: 'nobody'
  /** For the trace: `the browser has none`. */
  why: string
  /** That end in the browser. */
  cookies: readonly string[]
}
