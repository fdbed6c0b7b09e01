import type { Problem } from '../problem.ts'
import { sendBack, type AnswerBack, type ToldOnTheWay } from './answer-back.ts'
import { answerHead } from './answer-head.ts'
import { passOnEarly } from './early-answers.ts'
import type { ExchangeParts, Switched } from './exchange-parts.ts'
import { endedEarly, garbledAnswer, ourFault, slowClient, tooLate, whyUnreachable } from './failures.ts'
import type { Flow } from './flow.ts'
import { trailersToPassOn } from './hop-by-hop.ts'
import type { EndedBy, ForwardEnding, ForwardOutcome } from './options.ts'
import type { Outgoing, ToldOfAnswer } from './outgoing.ts'
import { readOut, answerRefusal } from './refuse.ts'
import { sendBody } from './send-body.ts'
import { mayBeAboutFirst, tryAgain, type Tries } from './tries.ts'
import { isAskedFor } from './upgrade.ts'
import type { Watched } from './watch.ts'

/** Who does not say whether it wants the body gets it after so long (RFC 9110 §10.1.1). Milliseconds. */
const CONTINUE_PATIENCE = 1000

/** Passes a request on, until its answer has gone back or the target speaks another protocol. */
export function runExchange(parts: ExchangeParts): Watched<ForwardOutcome | Switched> {
  const { request, response, head, answerChanges, upstream, client, times, options, clock } = parts
  const { promise: done, resolve } = Promise.withResolvers<ForwardOutcome | Switched>()
  const startedAt = clock.monotonic()
  let movedAt = startedAt
  let outgoing: Outgoing | undefined // absent while there is no connection for it
  let hasLeft = false
  let sending: Flow | undefined
  let receiving: AnswerBack | undefined
  let isSent = head.body === 'none'
  let awaitsContinue = head.expectsContinue
  let early = 0
  let isOver = false
  const tries: Tries = { first: head, head, isSecond: false, brokenBy: undefined }
  const moved = () => void (movedAt = clock.monotonic())

  const told: ToldOfAnswer = {
    early(status, link) {
      if (isOver) return
      if (status !== 100) passOnEarly(status, link, request, response, early++)
      else if (awaitsContinue) askForBody()
    },
    answered(status, reason, fields) {
      if (isOver) return
      if (mayBeAboutFirst(tries, status)) return fail(whyUnreachable(tries.brokenBy), tries.brokenBy)
      const read = answerHead(status, fields, head.method, request.httpVersion !== '1.0', answerChanges)
      if (!read || status < 200) return fail(garbledAnswer(), undefined) // a 101 that switches nothing, too
      moved()
      if (awaitsContinue) read.headers.push('Connection', 'close') // whether the body still comes nobody knows
      receiving = sendBack(response, { status, reason, ...read }, onTheWay)
    },
    piece: (piece) => isOver || !receiving || receiving.piece(piece),
    ended(trailers) {
      leave()
      if (isOver) return
      moved()
      receiving?.end(trailersToPassOn(trailers, answerChanges?.takesAway))
    },
    failed(error, mayRepeat) {
      if (isOver) return
      if (mayRepeat && !tries.isSecond && early === 0) return void sendAgain(error)
      fail(receiving || !error ? garbledAnswer() : whyUnreachable(error), error)
    },
    switched(switched, socket, first) {
      leave()
      if (isOver || !isAskedFor(switched.headers.upgrade, head.upgrade ?? '')) {
        socket.destroy()
        return fail(garbledAnswer(), undefined)
      }
      isOver = true
      resolve({ switched, upstream: socket, upstreamHead: first })
    },
  }

  const enter = () => void (isOver || send())
  upstream.enter(enter, client)
  response.on('close', () => {
    if (response.writableFinished) end({ kind: 'answered' })
    else end(response.headersSent ? { kind: 'broken-off', by: 'client' } : { kind: 'client-gone' })
  })

  function send(): void {
    try {
      outgoing = upstream.send(tries.head, told, tries.isSecond)
    } catch (error) {
      return fail(ourFault(error), error)
    }
    if (head.body !== 'none' && !awaitsContinue) pour(outgoing)
  }

  async function sendAgain(error: Error | undefined): Promise<void> {
    outgoing = undefined
    if (!(await tryAgain(tries, parts.headAgain, error))) fail(whyUnreachable(error), error)
    else if (!isOver) send()
  }

  function leave(): void {
    if (hasLeft) return
    hasLeft = true
    upstream.leave(enter, client)
  }

  const onTheWay: ToldOnTheWay = {
    begins: (status) => options.onAnswer?.(status),
    unwritable: (error) => fail(garbledAnswer(error), error),
    isBroken: () => outgoing?.isBroken() ?? false,
    moved,
    takesMore: () => outgoing?.takeMore(),
  }

  function askForBody(): void {
    awaitsContinue = false
    moved()
    response.writeContinue()
    if (outgoing) pour(outgoing)
  }

  function pour(into: Outgoing): void {
    const sent = () => {
      isSent = true
      moved()
    }
    sending = sendBody(request, head, into, moved, () => !isOver, sent)
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
    receiving?.drop()
    outgoing?.drop()
    leave()
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
    if (receiving) return receiving.isHeldUp || response.writableEnded ? 'clientSilence' : 'upstreamSilence'
    if (outgoing?.stage() === 'connects') return 'connect'
    if (outgoing?.stage() !== 'asks' || isSent || awaitsContinue) return 'headers'
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
      if (what === 'headers' && awaitsContinue && outgoing?.stage() === 'asks' && quiet > CONTINUE_PATIENCE)
        return askForBody()
      if (quiet > times[what]) late(what)
    },
    stop: () => void (response.headersSent ? breakOff('us') : fail(endedEarly(), undefined)),
  }
}
