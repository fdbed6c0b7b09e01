import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from '../../clock.ts'
import type { ReadChanges } from './header-changes.ts'
import type { ForwardOptions, ForwardTimes } from './options.ts'
import type { RequestHead } from './request-head.ts'
import type { Upstream } from './upstream.ts'

/** What an exchange is made of. */
export interface ExchangeParts {
  request: IncomingMessage
  response: ServerResponse
  head: RequestHead
  /** The head of another try. Absent: the same. */
  headAgain: (() => Promise<RequestHead>) | undefined
  answerChanges: ReadChanges | undefined
  upstream: Upstream
  /** Whose share of its connections it takes. */
  client: string
  times: ForwardTimes
  options: ForwardOptions
  clock: Clock
}

/** The target speaks another protocol from now on, and has said this of it already. */
export interface Switched {
  switched: IncomingMessage
  upstream: Duplex
  upstreamHead: Buffer
}
