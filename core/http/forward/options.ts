import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Buffer } from 'node:buffer'
import type { Clock } from '../../clock.ts'
import type { Problem } from '../problem.ts'
import type { HeaderChanges } from './header-changes.ts'
import type { Target } from './target.ts'

/**
 * The one reverse proxy: it passes requests on, and their answers back. It knows nothing of tokens: whoever calls it has
 * decided already. Open one for a process, and close it with the process.
 */
export interface Forwarder {
  /**
   * Passes a request on to a target, and its answer back, both as they come, without holding more than a few pieces of either.
   * Hop-by-hop fields stay here (RFC 9110 §7.6.1), trailers and `Expect: 100-continue` go through (§6.5, §10.1.1).
   * Nothing may have read the body before. What cannot be passed on safely is refused (RFC 9112 §6.1, §6.3).
   *
   * It answers in every case, and never rejects; the promise says how it went, for logs and traces.
   * @param request as Node's server handed it out by `request` or `checkContinue`; ask `createForwardServer` for such a server
   */
  forward(
    request: IncomingMessage,
    response: ServerResponse,
    target: Target,
    options?: ForwardOptions,
  ): Promise<ForwardOutcome>
  /**
   * Passes on a request to change the protocol (RFC 9110 §7.8), as that for a web socket (RFC 6455 §4), and when the target
   * agrees, everything that both say from then on. An answer other than 101 is passed on like any other.
   * Who ends it, ends it for both; `options.signal` does at a moment of yours, for instance when a token expires.
   * @param socket and `head`: as Node's server handed them out by `upgrade`
   */
  forwardUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    target: Target,
    options?: ForwardOptions,
  ): Promise<ForwardOutcome>
  /** What goes on at the moment; a signal that it is time to end, or a row on a page. */
  readonly open: { readonly exchanges: number; readonly tunnels: number; readonly targets: number }
  /** Ends all tunnels and idle connections, waits for the exchanges that go on, and takes no more. `now` ends these, too. */
  close(now?: 'now'): Promise<void>
}

export interface ForwarderSettings {
  clock: Clock
  limits?: Partial<ForwardLimits>
  /** HOST: where `localhost` is (core/http/loopback.ts). Absent: both loopbacks. */
  host?: string
}

/** All times in milliseconds. Each may be set for one call, too. */
export interface ForwardTimes {
  /** Until a connection stands, TLS included. */
  connect: number
  /** From the last byte of the request to the head of the answer; also how long it may wait for a connection. */
  headers: number
  /** Between two pieces of the answer, while the client would take more. */
  upstreamSilence: number
  /** Between two pieces of the request, or when it reads nothing of an answer that waits for it. */
  clientSilence: number
  /** A tunnel on which neither says anything. */
  tunnelSilence: number
  /** All of an exchange, or a tunnel. Absent: as long as it takes. */
  total?: number
}

export interface ForwardLimits extends ForwardTimes {
  /**
   * Connections to one target; who comes when all are in use waits, at most `headers` long. Of these and of what follows,
   * one client has three quarters at most, and the next three quarters of the rest: an answer may go on for as long as it moves.
   */
  connections: number
  /** Exchanges that go on at once, over all targets; one target has at most four for each of its connections. */
  exchanges: number
  /** Tunnels that are open at once, over all targets. */
  tunnels: number
  /** Targets for which connections are kept; the one unused longest makes room. */
  targets: number
}

export interface ForwardOptions {
  /**
   * The path and query to ask for, in origin form, below the base path of the target. Absent: those of the request, as they
   * came; whoever takes requests in absolute form hands over what `readAbsoluteTarget` found.
   */
  path?: string
  /** Whose name the Host header has: the target's, the one that the client wrote, or this. Absent: `target`. */
  host?: 'target' | 'client' | { readonly is: string }
  /** Changes of the request; several are made in their order. */
  headers?: HeaderChanges | readonly HeaderChanges[]
  /**
   * The same for another try: a request on a kept connection that breaks is sent once more, where twice is no more than once, and
   * nobody knows whether it was heard, with the one-time token in it. Absent: the same again.
   */
  headersAgain?: () => Promise<HeaderChanges>
  /** Changes of the answer: no name that frames it (Content-Length, Transfer-Encoding, Connection …). */
  answerHeaders?: HeaderChanges
  /** Our name in a Via field, of request and answer; those of others are taken away. Absent: none is added or taken. */
  via?: string
  /**
   * `set` says what we know in X-Forwarded-For, -Proto and -Host, and takes away whatever the client said of that kind
   * (Forwarded and X-Real-IP, too); `remove` takes it away alone. Absent: it goes through as it came.
   */
  forwarded?: 'set' | 'remove'
  /** Protocols that may be changed to, in lower case; another is not asked for. Absent: `websocket` alone, for in h2c one tunnel
   * holds any number of requests that nobody has looked at. */
  upgradeTo?: readonly string[]
  times?: Partial<ForwardTimes>
  /** Who asks: of all that there is a limit of, one client gets a share alone. Absent: all who come from one network are one. */
  client?: string
  /** Ends the exchange, or the tunnel, when it is aborted. */
  signal?: AbortSignal
  /** Told of the status before the head of an answer of the target goes back: the client may act on it before `forward` resolves. */
  onAnswer?: (status: number) => void
  /** Answers in your own words what could not be passed on. Absent: problem+json (RFC 9457). The head is not sent yet. */
  answerProblem?: (problem: Problem, request: IncomingMessage, response: ServerResponse) => void
}

/** How it went. `cause` is for logs: it may hold an address. */
export type ForwardOutcome = ForwardEnding & {
  /** What the client was answered; 0 when nothing. */
  status: number
  /** Bytes of bodies, or through the tunnel. */
  sent: number
  received: number
}

export type ForwardEnding =
  | { kind: 'answered' }
  /** We answered, and `problem` says what. */
  | { kind: 'refused'; problem: Problem; cause?: unknown }
  /** The head of the answer had been sent, so the client's connection was cut: half is not taken for the whole. */
  | { kind: 'broken-off'; by: EndedBy; cause?: unknown }
  /** The client went away before it had the head of an answer. */
  | { kind: 'client-gone' }
  /** There was a tunnel, and it is over. */
  | { kind: 'tunnel'; endedBy: EndedBy }

/** `time`: one of the limits. `us`: the signal, or that the forwarder was closed. */
export type EndedBy = 'client' | 'upstream' | 'time' | 'us'
