import { z } from 'zod'
import type { Clock } from '#core/clock'
import type { Control } from '#core/control/control'
import { duration } from '#core/control/effect'
import { contextOf } from '#core/http/context'
import { jsonBody, parseInput } from '#core/http/input'
import { Problem } from '#core/http/problem'
import { route, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import type { Operations } from '#core/openapi/operation'
import { jsonAnswer } from '#core/openapi/operation'
import { randomId, type TraceContext } from '#core/trace/context'

/** A play takes less; whoever moved the clock and is gone does not leave it ahead. Milliseconds. */
export const LONGEST_AHEAD = 10_000

/** A day is more than any token of a play lives. Milliseconds. */
const FARTHEST_AHEAD = 86_400_000

/** Plays that have the clock ahead at once. */
const MOST_PLAYS_AHEAD = 16

export const aheadSchema = z.strictObject({
  by: duration
    .refine((by) => by >= 1 && by <= FARTHEST_AHEAD, 'is from a millisecond to a day')
    .describe('how much time passes'),
})

export interface ClockAheadParts {
  control: Pick<Control, 'clock' | 'logChange' | 'onReset'>
  machine: Clock
}

/** The clock ahead for a while, by what several plays want; each takes back its own part, and a reset takes back all. */
export interface ClockAhead {
  /**
   * Lets time pass: what comes due on the way happens.
   * @param trace of the play that wants it
   * @returns its name @throws Problem conflict where too many have it ahead
   */
  move(by: number, trace?: Pick<TraceContext, 'traceId' | 'parentId'>): Promise<string>
  /** Sets the clock back by as much. @returns false where that has happened, or never will */
  back(id: string): boolean
  /** The step of a play that has just let time pass: what happens in it now comes of that. */
  causeIn(traceId: string): string | undefined
}

export function createClockAhead({ control, machine }: ClockAheadParts): ClockAhead {
  const { clock } = control
  const ahead = new Map<string, { by: number; stop(): void }>()
  const causes = new Map<string, string | undefined>()
  let resets = 0
  let moving = 0
  control.onReset(() => {
    resets++
    for (const { stop } of ahead.values()) stop()
    ahead.clear()
  })

  function back(id: string): boolean {
    const one = ahead.get(id)
    if (!one) return false
    ahead.delete(id)
    one.stop()
    clock.back(one.by)
    control.logChange('clock set back')
    return true
  }

  return {
    async move(by, trace) {
      if (ahead.size + moving >= MOST_PLAYS_AHEAD)
        throw new Problem('conflict', 'Too many plays have moved the clock at the moment. Play again in a moment.')
      const before = resets
      const id = randomId(8)
      moving++
      if (trace) causes.set(trace.traceId, trace.parentId)
      await clock.advance(by).finally(() => {
        moving--
        if (trace) causes.delete(trace.traceId)
      })
      if (before !== resets) return id
      ahead.set(id, { by, stop: machine.every(LONGEST_AHEAD, () => back(id)) })
      control.logChange('clock ahead for a moment')
      return id
    },
    back,
    causeIn: (traceId) => causes.get(traceId),
  }
}

/** What a play asks for that outlives its token. */
export const clockAheadRoutes = (clockAhead: ClockAhead): Route[] => [
  route(
    'POST /control/clock/ahead',
    'lets time pass for a moment: {by}; it is set back by its name, or by itself after ten seconds',
    jsonBody,
    async (request, response) => {
      const id = await clockAhead.move(parseInput(aheadSchema, request.body).by, contextOf(request).trace)
      sendJson(response, 201, { id })
    },
  ),
  route('DELETE /control/clock/ahead/:id', 'sets the clock back by as much', ({ params }, response) => {
    sendJson(response, 200, { back: clockAhead.back(String(params['id'])) })
  }),
]

export const CLOCK_AHEAD_OPERATIONS: Operations = {
  'POST /control/clock/ahead': {
    proof: 'control',
    more: 'For a play that outlives its token: what several want at once adds up.',
    body: { content: { 'application/json': aheadSchema }, example: { by: '2m' } },
    answers: { 201: jsonAnswer('The clock is ahead.', z.strictObject({ id: z.string() })) },
  },
  'DELETE /control/clock/ahead/:id': {
    proof: 'control',
    answers: {
      200: jsonAnswer('It is set back; false: it was so before, or was reset.', z.strictObject({ back: z.boolean() })),
    },
  },
}
