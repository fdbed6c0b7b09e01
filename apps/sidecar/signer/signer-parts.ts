import type { Clock } from '#core/clock'
import type { Forwarder } from '#core/http/forward/options'
import type { TargetTls } from '#core/http/forward/target'
import type { Log } from '#core/log'
import type { Traces } from '#core/trace/recorder'
import type { OwnAnswer } from '#core/http/forward/own-answer'
import type { SignerConfig } from '../config/sidecar-config.ts'
import type { Interception } from './interception.ts'
import type { KnownOrigin } from './known-origins.ts'
import type { RequestSigner } from './sign-request.ts'

/** What a signer is made of. */
export interface SignerParts {
  config: SignerConfig
  signer: RequestSigner
  /** Headers that claims are taken from: they go no further. */
  takenHeaders: readonly string[]
  forwarder: Forwarder
  /** Of those to whom requests go by TLS. */
  tls: TargetTls
  /** Of the destinations, as `strict` reads them. */
  known: (origin: string) => KnownOrigin
  /** Absent: CONNECT is refused. It hands its requests to the same handlers. */
  interception: () => Interception | undefined
  machine: Clock
  traces: Traces
  log: Log
  /** What the trace calls whoever a request goes to. */
  nameOf: (origin: string) => string
  /** What is said at `/healthz`. */
  health: () => OwnAnswer
  /** For scenarios: whether a play may say what is to go wrong with its tokens. */
  takesLessons: boolean
}
