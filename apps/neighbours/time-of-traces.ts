import { z } from 'zod'
import { nextTurn, type Clock } from '#core/clock'
import type { Control } from '#core/control/control'
import { duration } from '#core/control/effect'
import { contextOf } from '#core/http/context'
import { jsonBody, parseInput } from '#core/http/input'
import { route, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import { untilExpiry, type Expiry } from '#core/http/until-expiry'
import { jsonAnswer, type Operations } from '#core/openapi/operation'

/** A day is more than any token of a play lives. Milliseconds. */
const FARTHEST_AHEAD = 86_400_000

export const aheadSchema = z.strictObject({
  by: duration
    .refine((by) => by >= 1 && by <= FARTHEST_AHEAD, 'is from a millisecond to a day')
    .describe('how much time passes'),
})

/**
 * Time that passes for what one trace has opened. No clock is moved for it: plays that outlive their tokens, however many there are
 * and from wherever they come, disturb neither each other nor anybody else, and there is nothing to set back where one of them dies.
 */
export interface TimeOfTraces {
  /** The end of a token by the clock, and sooner where time passes for its trace. Whoever asks says when it is of no interest any more. */
  untilExpiry(traceId: string, until: number): Expiry
  /**
   * What ends on the way has ended when this resolves.
   * @param by milliseconds
   * @param cause the step in which that is asked: what happens now comes of it
   * @returns how many connections it has passed for
   */
  pass(traceId: string, by: number, cause: string | undefined): Promise<number>
  /** The step that has just let time pass for a trace. */
  causeIn(traceId: string): string | undefined
}

/** @param clock by which tokens end */
export function createTimeOfTraces(clock: Clock): TimeOfTraces {
  const open = new Map<string, Set<Expiry>>()
  const causes = new Map<string, string | undefined>()

  function leave(traceId: string, one: Expiry): void {
    const ofTrace = open.get(traceId)
    ofTrace?.delete(one)
    if (ofTrace?.size === 0) open.delete(traceId)
  }

  return {
    untilExpiry(traceId, until) {
      const expiry = untilExpiry(until, clock)
      const ofTrace = open.get(traceId) ?? new Set()
      open.set(traceId, ofTrace.add(expiry))
      expiry.signal.addEventListener('abort', () => leave(traceId, expiry))
      const forget = () => {
        expiry.forget()
        leave(traceId, expiry)
      }
      return { ...expiry, forget }
    },
    async pass(traceId, by, cause) {
      const all = [...(open.get(traceId) ?? [])]
      causes.set(traceId, cause)
      for (const each of all) each.pass(by)
      await nextTurn()
      causes.delete(traceId)
      return all.length
    },
    causeIn: (traceId) => causes.get(traceId),
  }
}

export interface TimeOfTracesRouteParts {
  timeOfTraces: Pick<TimeOfTraces, 'pass'>
  control: Pick<Control, 'logChange'>
}

/** What a play asks for that outlives its token. */
export const timeOfTracesRoutes = ({ timeOfTraces, control }: TimeOfTracesRouteParts): Route[] => [
  route(
    'POST /control/traces/:traceId/ahead',
    'lets time pass for the connections that a trace has opened through the relays, and for nobody else: {by}',
    jsonBody,
    async (request, response) => {
      const { by } = parseInput(aheadSchema, request.body)
      const traceId = String(request.params['traceId'])
      const connections = await timeOfTraces.pass(traceId, by, contextOf(request).trace.parentId)
      control.logChange('time passed for a trace')
      sendJson(response, 200, { connections })
    },
  ),
]

export const TIME_OF_TRACES_OPERATIONS: Operations = {
  'POST /control/traces/:traceId/ahead': {
    proof: 'control',
    more: 'For a play that outlives its token: no clock is moved, and nothing has to be set back.',
    body: { content: { 'application/json': aheadSchema }, example: { by: '2m' } },
    answers: {
      200: jsonAnswer('For how many connections it has passed.', z.strictObject({ connections: z.int() })),
    },
  },
}
