import { jsonBody } from '../http/input.ts'
import { describeRoutes, route, type Route } from '../http/routes.ts'
import { sendJson } from '../http/send.ts'
import { allowControl, type ControlAccess } from './allow-control.ts'
import type { Control } from './control.ts'
import { createControlPlane } from './control-plane.ts'
import { TLS } from './fault-rules.ts'
import { PRESETS } from './presets.ts'

export interface ControlRouteSettings {
  control: Control
  access: ControlAccess
  /** What else this process can be told, behind the same guard. */
  further?: readonly Route[]
}

/** The control plane of a process: every process mounts the same. */
export function controlRoutes({ control, access, further = [] }: ControlRouteSettings): Route[] {
  const plane = createControlPlane(control)
  const routes = [
    route(
      'GET /control',
      'what is set in this process, in words and values, and what it can be told',
      (_request, response) =>
        sendJson(response, 200, { ...plane.state(), routes: described, on: [...plane.names(), TLS, '*'] }),
    ),
    route(
      'POST /control/reset',
      'everything back: clock, faults, captured requests, registered clients',
      async (_request, response) => sendJson(response, 200, await plane.reset()),
    ),
    route(
      'PUT /control/clock',
      'moves the clock: one of set, advance, freeze, speed, skew, machine',
      jsonBody,
      async ({ body }, response) => sendJson(response, 200, await plane.moveClock(body)),
    ),
    route('GET /control/faults', 'the faults that are set, with their counts', (_request, response) =>
      sendJson(response, 200, { faults: plane.faults(), presets: PRESETS }),
    ),
    route(
      'POST /control/faults',
      'sets a fault {on, effect, …}, or those of a preset {preset}',
      jsonBody,
      async ({ body }, response) => sendJson(response, 201, { faults: await plane.setFaults(body) }),
    ),
    route('DELETE /control/faults', 'takes all faults back', (_request, response) =>
      sendJson(response, 200, plane.clearFaults()),
    ),
    route('GET /control/faults/:id', 'one fault, with its counts', ({ params }, response) =>
      sendJson(response, 200, plane.fault(String(params['id']))),
    ),
    route('DELETE /control/faults/:id', 'takes a fault back', ({ params }, response) =>
      sendJson(response, 200, plane.removeFault(String(params['id']))),
    ),
    route(
      'GET /control/requests',
      'the last requests (?on=jwks&from=serviceb&trace=…), and how many there were',
      ({ query }, response) => sendJson(response, 200, plane.requests(query)),
    ),
    route('DELETE /control/requests', 'forgets the requests so far', (_request, response) =>
      sendJson(response, 200, plane.clearRequests()),
    ),
    route('GET /control/events', 'what is set and what is played, as it happens', control.events.handler),
    ...further,
  ]
  const described = describeRoutes(routes)
  const gate = allowControl(access) // before a body is read
  return routes.map((one) => ({ ...one, isControl: true, gate }))
}

/** For the index of a process: there is more below it than belongs there. */
export const controlIndex = ({ isOn }: Pick<Control, 'isOn'>): Record<string, string> =>
  isOn ? { '/control/…': 'moves the clock, breaks things on command, shows who asked: GET /control says how' } : {}

export const isControlPath = (path: string): boolean => path.startsWith('/control')
