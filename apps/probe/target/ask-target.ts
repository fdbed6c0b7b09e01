import { Buffer } from 'node:buffer'
import type { Agent, ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Clock } from '#core/clock'
import { request as requestOverHttp } from '#core/http/node-http'
import type { Answer, Outcome, SentTogether } from '../answer.ts'
import type { TargetConnections } from './connect-target.ts'
import { wantsClientCertificate, whyDropped, whyNoConnection } from './connection-words.ts'
import { rawBytesOf, type WholeRequest } from './lay-over.ts'
import { answerFrom, readTargetBody } from './read-answer.ts'
import { WrittenStream } from './written-stream.ts'

/** To have a connection, and then from the request to the last byte of its answer. Milliseconds. */
export const TARGET_PATIENCE = 5000

/** A target may say more than we would: what is longer than this is no answer. Bytes. */
const MOST_OF_HEADERS = 65_536

/** All that is taken for one answer, whatever it is made of. Bytes. */
const MOST_OF_ANSWER = 2_000_000

/** So often a request waits as long again, while others of its line still get a connection, or of those sent together an answer. */
const MOST_TURNS_WAITED = 6

/** How often it is looked how much came. Milliseconds. */
const LOOKS_AT_BYTES_EVERY = 50

/** On which connection: one that is kept, a new one, or a new one on which the bytes go out as they are. */
export type Over = Agent | 'new connection' | 'raw'

/** What became of it. */
export interface AskedOnce {
  readonly outcome: Outcome
  /** A connection ended on which another request had been answered, and nothing of an answer to this one had come. */
  readonly isTooLate: boolean
  /** It was reset while this side still wrote: what it may have answered before that, nobody could read. */
  readonly isCut: boolean
}

/**
 * Asks once. The time of an answer is counted from the moment at which there was a connection to send on.
 * @param together those that were sent at the same instant: a target that works through them, however slowly, does not hang
 */
export function askTarget(
  whole: WholeRequest,
  over: Over,
  connections: TargetConnections,
  clock: Clock,
  together?: SentTogether,
): Promise<AskedOnce> {
  return new Promise((resolve) => {
    let sentAt = clock.monotonic()
    let raw: WrittenStream | undefined
    let socket: Socket | undefined
    let readBefore = 0
    let asked: ClientRequest | undefined
    let coming: (() => Answer) | undefined
    let isSettled = false
    const settle = (outcome: Outcome, isCut = false) => {
      isSettled = true
      if (together && outcome.kind === 'answered') together.answered++
      stopWaiting()
      stopLooking()
      const isTooLate = outcome.kind === 'dropped' && asked?.reusedSocket === true && socket?.bytesRead === readBefore
      resolve({ outcome, isTooLate, isCut: isCut && !isTooLate })
    }
    let turnsLeft = MOST_TURNS_WAITED
    const othersSoFar = () => (socket ? (together?.answered ?? 0) : connections.openedSoFar())
    const waitForTarget = () => {
      let before = othersSoFar()
      return clock.every(TARGET_PATIENCE, () => {
        const others = othersSoFar()
        if (others > before && turnsLeft-- > 0) return void (before = others)
        const milliseconds = clock.monotonic() - sentAt
        const came = coming?.()
        settle(connections.wasOpened(socket) ? { kind: 'hung', milliseconds, ...(came && { came }) } : NO_CONNECTION)
        asked?.destroy()
      })
    }
    const waitAnew = () => {
      stopWaiting()
      stopWaiting = waitForTarget()
    }
    let stopWaiting = waitForTarget()
    const stopLooking = clock.every(LOOKS_AT_BYTES_EVERY, () => {
      if ((socket?.bytesRead ?? 0) - readBefore <= MOST_OF_ANSWER) return
      settle({ kind: 'dropped', detail: 'it says more than an answer can be, and its answer is not there' })
      asked?.destroy()
    })
    const fail = (error: Error) => {
      const outcome = failedOutcome(raw?.failure ?? error, connections.wasOpened(socket), coming?.())
      settle(outcome, outcome.kind === 'dropped' && !outcome.came && isOfWriting(raw?.failure ?? error))
      asked?.destroy()
    }
    /** Whatever comes behind its head is no part of the answer (RFC 9110 §9.3.2), and nobody hears it on a connection that is kept. */
    const endsWithHead = (message: IncomingMessage) => {
      settle({ kind: 'answered', answer: answerFrom(message, Buffer.alloc(0), clock.monotonic() - sentAt) })
      asked?.destroy()
    }
    const read = async (message: IncomingMessage) => {
      const isSwitched = message.statusCode === 101 || opensTunnel(whole, message)
      if (whole.method === 'HEAD' && !isSwitched) return endsWithHead(message)
      const answerWith = (bytes: Buffer) => answerFrom(message, bytes, clock.monotonic() - sentAt)
      const body = isSwitched ? undefined : readTargetBody(message)
      coming = body && (() => answerWith(body.soFar()))
      settle({ kind: 'answered', answer: answerWith((await body?.whole) ?? Buffer.alloc(0)) })
      if (over === 'raw' || isSwitched) asked?.destroy()
    }
    const open = (): Duplex => {
      const opened = connections.open()
      socket = opened
      if (over !== 'raw') return opened
      raw = new WrittenStream(opened, rawBytesOf(whole))
      return raw
    }
    try {
      asked = requestOverHttp({
        ...(over === 'raw' ? RAW_HEAD : { path: whole.path, headers: whole.headers.flat() }),
        method: over === 'raw' && whole.method !== 'HEAD' ? 'GET' : whole.method,
        host: 'localhost', // for the name of a kept connection alone: who is called, `connections` knows
        maxHeaderSize: MOST_OF_HEADERS,
        insecureHTTPParser: false,
        ...(typeof over === 'object' ? { agent: over } : { createConnection: open }),
      })
    } catch (error) {
      return fail(error as Error) // Node's HTTP throws nothing else
    }
    const noteTime = () => {
      if (isSettled) return
      sentAt = clock.monotonic()
      waitAnew()
    }
    asked.on('socket', (used) => {
      socket ??= used
      readBefore = socket.bytesRead
      if (connections.wasOpened(socket)) return noteTime()
      if (!isSettled) waitAnew()
      socket.once(connections.opening, noteTime)
    })
    asked.on('response', (message) => void read(message).catch(fail))
    asked.on('upgrade', (message) => void read(message))
    asked.on('error', fail)
    asked.end(whole.body)
  })
}

const isOfWriting = (error: Error & { syscall?: string }): boolean => error.syscall === 'write'

/** The answer that opens a tunnel has no body, and the connection stays open (RFC 9110 §9.3.6). */
const opensTunnel = ({ method }: WholeRequest, { statusCode = 0, headers }: IncomingMessage): boolean =>
  method === 'CONNECT' &&
  statusCode >= 200 &&
  statusCode < 300 &&
  headers['content-length'] === undefined &&
  headers['transfer-encoding'] === undefined

const NO_CONNECTION: Outcome = { kind: 'unreachable', detail: 'there was no connection within five seconds' }

const RAW_HEAD = { path: '/', headers: ['Host', 'localhost'] }

function failedOutcome(error: Error & { code?: string }, wasOpened: boolean, came: Answer | undefined): Outcome {
  if (!wasOpened || wantsClientCertificate(error)) return { kind: 'unreachable', detail: whyNoConnection(error) }
  return { kind: 'dropped', detail: whyDropped(error, came), ...(came && { came }) }
}
