import type { IncomingMessage } from 'node:http'
import type { Forwarder, ForwardOptions } from '#core/http/forward/options'
import type { OwnAnswer } from '#core/http/forward/own-answer'
import type { Target } from '#core/http/forward/target'
import type { LoginWorld } from '#core/login/login-world'
import type { Traces } from '#core/trace/recorder'

export type { Login, LoginDecision, LoginWorld } from '#core/login/login-world'

/** What the gateway around a login is opened with besides. */
export interface LoginGatewayWorld extends LoginWorld {
  traces: Traces
  /** Whoever gives it ends it. */
  forwarder: Forwarder
  /** Where a request goes that may go on. */
  route: (request: IncomingMessage) => LoginRoute
}

/** Where a request goes; or what it is answered, where it goes nowhere. */
export type LoginRoute =
  | {
      target: Target
      /** What traces call whoever is there. */
      name: string
      path?: string
      host?: ForwardOptions['host']
    }
  | { answer: OwnAnswer }
