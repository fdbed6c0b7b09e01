import type { IncomingMessage } from 'node:http'
import type { Duplex, Writable } from 'node:stream'
import type { RequestHead } from './request-head.ts'

/** One of the two clients that requests go out by, and the connections that it keeps to one target. */
export interface UpstreamClient {
  /** @param isFresh on a connection that nobody has used */
  send(head: RequestHead, told: ToldOfAnswer, isFresh: boolean): Outgoing
  /** Connections that nobody uses. */
  readonly idle: number
  /** Ends one of these, if there is any: the one unused longest. */
  makeRoom(): void
  /** Ends all of these, and the others when they come free. */
  end(): void
}

/** A request on its way to a target, by whichever client. */
export interface Outgoing {
  /** What it waits for: that there is a connection, that the target agrees on it, or what the target says. */
  stage(): 'waits' | 'connects' | 'asks'
  /** Where its body goes, when it has one; who has written all of it says so by `endBody`. */
  readonly body?: Writable
  endBody?(trailers: [name: string, value: string][] | undefined): void
  /** Its connection is over: what has not come of the answer by now does not come, and that is told soon. */
  isBroken(): boolean
  /** Goes on with an answer that was held up. */
  takeMore(): void
  /** Nobody wants what comes of it; the connection is kept where both have said all. */
  drop(): void
}

/** Told what comes of a request. After `ended`, `failed` or `switched` comes nothing. */
export interface ToldOfAnswer {
  /** Something before the answer (RFC 9110 §15.2). */
  early(status: number, link: string | readonly string[] | undefined): void
  /** @param fields name, value, name, value …: as they came, a sign for each octet */
  answered(status: number, reason: string, fields: readonly string[]): void
  /** @returns false: no more for now, until `takeMore` */
  piece(piece: Buffer): boolean
  /** All of the answer is there. @param trailers as the fields */
  ended(trailers: readonly string[]): void
  /**
   * @param error absent: there is none but that the connection has ended
   * @param mayRepeat it may be sent once more: twice is no more than once, and the next time it may go well
   */
  failed(error: Error | undefined, mayRepeat: boolean): void
  /** The target speaks another protocol from now on, and has said this of it already. */
  switched(answer: IncomingMessage, socket: Duplex, first: Buffer): void
}
