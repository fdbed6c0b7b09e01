import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from '../../clock.ts'
import type { Problem } from '../problem.ts'
import { answerHead } from './answer-head.ts'
import { passOnEarly } from './early-answers.ts'
import { endedEarly, garbledAnswer, slowClient, tooLate, whyUnreachable } from './failures.ts'
import { carry, NOTHING, type Flow } from './flow.ts'
import type { ReadChanges } from './header-changes.ts'
import { trailersToPassOn } from './hop-by-hop.ts'
import type { EndedBy, ForwardEnding, ForwardOptions, ForwardOutcome, ForwardTimes } from './options.ts'
import { mayRepeat } from './repeat.ts'
import { readOut, answerRefusal } from './refuse.ts'
import type { RequestHead } from './request-head.ts'
import { isAskedFor } from './upgrade.ts'
import { isConnecting, type Upstream } from './upstreams.ts'
import type { Watched } from './watch.ts'

export interface ExchangeParts {
  request: IncomingMessage
  response: ServerResponse
  head: RequestHead
  answerChanges: ReadChanges | undefined
  upstream: Upstream
  times: ForwardTimes
  options: ForwardOptions
  clock: Clock
  /** The protocols that the target is asked to change to. */
  switchesTo: string | undefined
}

/** The target speaks another protocol from now on, and has said this of it already. */
export interface Switched {
  switched: IncomingMessage
  upstream: Duplex
  upstreamHead: Buffer
}

/** Who does not say whether it wants the body gets it after so long (RFC 9110 §10.1.1). Milliseconds. */
const CONTINUE_PATIENCE = 1000

/** Passes a request on, until its answer has gone back or the target speaks another protocol. */
export function runExchange(parts: ExchangeParts): Watched<ForwardOutcome | Switched> {
  const { request, response, head, answerChanges, upstream, times, options, clock, switchesTo } = parts
  const { promise: done, resolve } = Promise.withResolvers<ForwardOutcome | Switched>()
  const startedAt = clock.monotonic()
  let movedAt = startedAt
  let answer: IncomingMessage | undefined
  let sending: Flow | undefined
  let receiving: Flow | undefined
  let isSent = head.body === 'none'
  let awaitsContinue = head.expectsContinue
  let early = 0
  let isOver = false
  const moved = () => void (movedAt = clock.monotonic())

  let outgoing = send(false)
  response.on('close', () => {
    if (response.writableFinished) end({ kind: 'answered' })
    else end(response.headersSent ? { kind: 'broken-off', by: 'client' } : { kind: 'client-gone' })
  })

  function send(isFresh: boolean): ClientRequest {
    const sent = upstream.open(head, isFresh)
    sent.on('response', takeAnswer)
    sent.on('error', (error) => {
      if (isOver || sent !== outgoing) return
      if (!isFresh && !answer && early === 0 && mayRepeat(head, sent, error)) outgoing = send(true)
      else fail(answer ? garbledAnswer() : whyUnreachable(error), error)
    })
    sent.on('close', () => void (sent === outgoing && !answer && fail(garbledAnswer(), undefined)))
    sent.on('information', (information) => {
      if (isOver) return
      if (information.statusCode !== 100) passOnEarly(information, request, response, early++)
      else if (awaitsContinue) askForBody()
    })
    if (switchesTo !== undefined) sent.on('upgrade', takeSwitch)
    if (head.body === 'none') sent.end()
    else if (!awaitsContinue) sendBody(sent)
    return sent
  }

  function askForBody(): void {
    awaitsContinue = false
    moved()
    response.writeContinue()
    sendBody(outgoing)
  }

  function sendBody(to: ClientRequest): void {
    sending = carry(request, to, moved)
    request.on('end', () => {
      if (isOver) return
      const trailers = head.body === 'chunked' && trailersToPassOn(request.rawTrailers, head.changes?.takesAway)
      if (trailers) to.addTrailers(trailers)
      isSent = true
      moved()
      to.end()
    })
    to.write(NOTHING) // the head goes now, whenever the body comes
  }

  function takeSwitch(switched: IncomingMessage, socket: Duplex, first: Buffer): void {
    if (isOver || !isAskedFor(switched.headers.upgrade, switchesTo ?? '')) {
      socket.destroy()
      return fail(garbledAnswer(), undefined)
    }
    isOver = true
    resolve({ switched, upstream: socket, upstreamHead: first })
  }

  function takeAnswer(received: IncomingMessage): void {
    if (isOver) return
    const { statusCode: status = 0, statusMessage } = received
    const read = answerHead(received, head.method, request.httpVersion !== '1.0', answerChanges)
    if (!read) return fail(garbledAnswer(), undefined)
    answer = received
    moved()
    if (awaitsContinue) read.headers.push('Connection', 'close') // whether the body still comes nobody knows
    options.onAnswer?.(status)
    try {
      response.writeHead(status, statusMessage, read.headers)
    } catch (error) {
      return fail(garbledAnswer(error), error)
    }
    if (read.hasBody) {
      receiving = carry(received, response, moved)
      // The head goes now, whenever the body comes; with the first piece of it, where that is here already.
      process.nextTick(
        () => void (receiving?.bytes === 0 && !isOver && !response.writableEnded && response.write(NOTHING)),
      )
    } else received.resume()
    received.on('end', () => {
      if (isOver || !received.complete) return
      const trailers = response.chunkedEncoding && trailersToPassOn(received.rawTrailers, answerChanges?.takesAway)
      if (trailers) response.addTrailers(trailers)
      moved()
      response.end()
    })
    received.on('close', () => void (received.complete || fail(garbledAnswer(), undefined)))
  }

  function fail(problem: Problem, cause: unknown): void {
    if (isOver) return
    if (response.headersSent) return breakOff('upstream', cause)
    end({ kind: 'refused', problem, cause })
    answerRefusal(problem, request, response, options, awaitsContinue, clock)
  }

  /** So that half is not taken for the whole. */
  function breakOff(by: EndedBy, cause?: unknown): void {
    end({ kind: 'broken-off', by, cause })
    response.destroy()
  }

  function end(ending: ForwardEnding): void {
    if (isOver) return
    isOver = true
    sending?.stop()
    if (!(answer?.complete && outgoing.writableFinished)) outgoing.destroy()
    if (ending.kind === 'answered' && !awaitsContinue) readOut(request, clock)
    resolve({ ...ending, status: statusOf(ending), sent: sending?.bytes ?? 0, received: receiving?.bytes ?? 0 })
  }

  function statusOf(ending: ForwardEnding): number {
    if (ending.kind === 'refused') return ending.problem.status
    return response.headersSent ? response.statusCode : 0
  }

  function late(what: Parameters<typeof tooLate>[0] | 'clientSilence'): void {
    if (response.headersSent) breakOff('time')
    else fail(what === 'clientSilence' ? slowClient() : tooLate(what), undefined)
  }

  /** For whom it waits, as the limit that counts. */
  function waitsFor(): 'connect' | 'headers' | 'upstreamSilence' | 'clientSilence' {
    if (answer) return receiving?.isHeldUp || response.writableEnded ? 'clientSilence' : 'upstreamSilence'
    const { socket } = outgoing
    if (!socket) return 'headers'
    if (isConnecting(socket)) return 'connect'
    if (isSent || awaitsContinue) return 'headers'
    return sending?.isHeldUp ? 'upstreamSilence' : 'clientSilence'
  }

  return {
    done,
    isTunnel: false,
    place: 0,
    look(now) {
      if (isOver) return
      const quiet = now - movedAt
      if (times.total !== undefined && now - startedAt > times.total) return late('total')
      const what = waitsFor()
      if (what === 'headers' && awaitsContinue && outgoing.socket && quiet > CONTINUE_PATIENCE) return askForBody()
      if (quiet > times[what]) late(what)
    },
    stop: () => void (response.headersSent ? breakOff('us') : fail(endedEarly(), undefined)),
  }
}
