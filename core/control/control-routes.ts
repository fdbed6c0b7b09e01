import type { Request, RequestHandler } from 'express'
import { z } from 'zod'
import { jsonBody, parseInput } from '../http/input.ts'
import { Problem } from '../http/problem.ts'
import { PRETTY } from '../http/pretty.ts'
import { readQuery, type Parameter } from '../http/query.ts'
import { describeRoutes, route, type Route } from '../http/routes.ts'
import { sendJson } from '../http/send.ts'
import { allowControl, type ControlAccess } from './allow-control.ts'
import { clockSchema, moveClock } from './move-clock.ts'
import type { Control } from './control.ts'
import { ruleSchema, TLS, type SetFault } from './fault-rules.ts'
import { PRESET_NAMES, PRESETS, type PresetName } from './presets.ts'
import { sayRule } from './rule-words.ts'

export interface ControlRouteSettings {
  control: Control
  access: ControlAccess
  /** The names of all routes that a fault can be about. */
  names(): readonly string[]
  /** Why the clock cannot be moved here; undefined when it can. */
  fixedClock?: string | undefined
  /** What else this process can be told, behind the same guard. */
  further?: readonly Route[]
}

/** The control plane of a process: every process mounts the same. */
export function controlRoutes({ control, access, names, fixedClock, further = [] }: ControlRouteSettings): Route[] {
  const { faults, capture } = control
  const routes = [
    route(
      'GET /control',
      'what is set in this process, in words and values, and what it can be told',
      (_request, response) => sendJson(response, 200, { ...stateOf(control), routes: described, on: names() }),
    ),
    route(
      'POST /control/reset',
      'everything back: clock, faults, captured requests, registered clients',
      async (_request, response) => {
        await control.reset()
        sendJson(response, 200, stateOf(control))
      },
    ),
    route(
      'PUT /control/clock',
      'moves the clock: one of set, advance, freeze, speed, skew',
      jsonBody,
      async (request, response) => {
        const change = parseInput(clockSchema, request.body)
        if (fixedClock !== undefined) throw new Problem('conflict', fixedClock)
        const advanced = await moveClock(control.clock, change)
        sendJson(response, 200, { ...stateOf(control), ...(advanced && { advanced }) })
      },
    ),
    route('GET /control/faults', 'the faults that are set, with their counts', (_request, response) =>
      sendJson(response, 200, { faults: faults.list().map(shownFault), presets: PRESETS }),
    ),
    route(
      'POST /control/faults',
      'sets a fault {on, effect, …}, or those of a preset {preset}',
      jsonBody,
      async (request, response) => {
        const set = []
        for (const rule of rulesOf(request.body, names())) set.push(await control.addFault(rule))
        sendJson(response, 201, { faults: set.map(shownFault) })
      },
    ),
    route('DELETE /control/faults', 'takes all faults back', (_request, response) => {
      faults.clear()
      sendJson(response, 200, stateOf(control))
    }),
    route('DELETE /control/faults/:id', 'takes a fault back', (request, response) => {
      if (!faults.remove(String(request.params['id'])))
        throw new Problem('not-found', 'There is no such fault: GET /control/faults lists them.')
      sendJson(response, 200, stateOf(control))
    }),
    route(
      'GET /control/requests',
      'the last requests (?on=jwks&from=serviceb&trace=…), and how many there were',
      (request, response) => {
        const filter = readQuery(request.query, { on: word, from: word, trace: word, ...PRETTY }, 'This address')
        sendJson(response, 200, { count: capture.count(filter), requests: capture.list(filter) })
      },
    ),
    route('DELETE /control/requests', 'forgets the requests so far', (_request, response) => {
      capture.clear()
      sendJson(response, 200, { count: 0, requests: [] })
    }),
    ...further,
  ]
  const described = describeRoutes(routes)
  return routes.map((one) => guarded(one, allowControl(access)))
}

/** For the index of a process: there is more below it than belongs there. */
export const controlIndex = ({ isOn }: Pick<Control, 'isOn'>): Record<string, string> =>
  isOn ? { '/control/…': 'moves the clock, breaks things on command, shows who asked: GET /control says how' } : {}

export const isControlPath = (path: string): boolean => path.startsWith('/control')

/** Looked at before a body is read. */
const guarded = (one: Route, guard: RequestHandler): Route => ({
  ...one,
  isControl: true,
  handlers: [guard, ...one.handlers],
})

const word: Parameter<string> = { read: (text) => (/^[\w*.@+-]{1,60}$/.test(text) ? text : undefined), takes: 'a name' }

const stateOf = (control: Control) => {
  const { isMoved, now, ahead, speed, skew } = control.clock.state()
  return {
    set: control.say(),
    clock: { moved: isMoved, now: new Date(now).toISOString(), aheadMs: Math.round(ahead), speed, skewMs: skew },
    faults: control.faults.list().map(shownFault),
  }
}

const shownFault = (fault: SetFault) => ({
  id: fault.id,
  ...fault.rule,
  seen: fault.seen,
  applied: fault.applied,
  sentence: sayRule(fault),
})

const presetSchema = z.strictObject({ preset: z.enum(PRESET_NAMES) })

/** @throws Problem invalid-input for a rule that does not fit, or for a route that is not here */
function rulesOf(body: Request['body'], names: readonly string[]) {
  if (typeof body === 'object' && body !== null && 'preset' in body) {
    const { preset }: { preset: PresetName } = parseInput(presetSchema, body)
    return PRESETS[preset].rules.map((rule) => parseInput(ruleSchema, rule))
  }
  const rule = parseInput(ruleSchema, body)
  const known = [...names, TLS, '*']
  if (!known.includes(rule.on))
    throw new Problem('invalid-input', `There is no route "${rule.on}" here. There are: ${known.join(', ')}.`)
  const isTls = rule.on === TLS
  if (isTls && (rule.from ?? rule.trace) !== undefined)
    throw new Problem('invalid-input', 'Nobody has said who asks, or in which trace, when a certificate is shown.')
  if (isTls !== (rule.effect.certificate !== undefined))
    throw new Problem('invalid-input', 'A fault of the certificate is one of tls, and tls has no others.')
  return [rule]
}
