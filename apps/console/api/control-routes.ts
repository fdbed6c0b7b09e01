import type { RequestHandler } from 'express'
import { z } from 'zod'
import type { Clock } from '#core/clock'
import { CONTROLLED_NAMES } from '#core/config/processes'
import { newFaultId } from '#core/control/fault-id'
import { jsonBody, parseInput } from '#core/http/input'
import { readQuery, type Parameter } from '#core/http/query'
import { route, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import { readControl, readRequests, type RequestReaderParts } from '../live/read-control.ts'
import { moveClocks, sayState, tellProcesses, type ControlTold } from '../live/tell-processes.ts'

export interface ControlRouteParts extends RequestReaderParts {
  clock: Pick<Clock, 'now'>
  /** In front of whatever changes something. */
  changes: RequestHandler[]
}

const to = z.array(z.enum(CONTROLLED_NAMES)).min(1).max(CONTROLLED_NAMES.length)
const passedOn = z.record(z.string(), z.unknown())

/** What a process is told is read by the process: it says what does not fit, in its own words. */
const toldSchema = z.strictObject({ to })
const moveSchema = z.strictObject({ to, change: passedOn })
const faultSchema = z.strictObject({ to, rule: passedOn })

const anyText: Parameter<string> = { read: (text) => text.slice(0, 200), takes: 'a text' }

/** What can be told to the processes, from the pages: to one of them, or to several at once. */
export function consoleControlRoutes({ ask, plays, clock, changes }: ControlRouteParts): Route[] {
  const telling = (name: string, about: string, order: (id: string) => ControlTold) =>
    route(name, about, ...changes, jsonBody, async ({ body, params }, response) => {
      const { to: names } = parseInput(toldSchema, body)
      sendJson(response, 200, { outcomes: await tellProcesses(ask, names, order(String(params['id'] ?? ''))) })
    })
  return [
    route('GET /api/control', 'what is set in each process, and what it can be told', async (_request, response) =>
      sendJson(response, 200, { processes: await readControl(ask) }),
    ),
    route('GET /api/control/requests', 'the last requests of all processes', async ({ query }, response) => {
      const all = { process: anyText, on: anyText, from: anyText, trace: anyText }
      const { process = '', on = '', from = '', trace = '' } = readQuery(query, all)
      sendJson(response, 200, await readRequests({ ask, plays }, { process, on, from, trace }))
    }),
    route(
      'PUT /api/control/clock',
      'moves clocks, for one moment {to, change}',
      ...changes,
      jsonBody,
      async ({ body }, response) => {
        const { to: names, change } = parseInput(moveSchema, body)
        sendJson(response, 200, { outcomes: await moveClocks(ask, clock, names, change) })
      },
    ),
    route(
      'POST /api/control/faults',
      'sets a fault, with one id in all of them {to, rule}',
      ...changes,
      jsonBody,
      async ({ body }, response) => {
        const { to: names, rule } = parseInput(faultSchema, body)
        const order = { method: 'POST', path: '/faults', body: { id: newFaultId(), ...rule }, say: sayFaults } as const
        sendJson(response, 200, { outcomes: await tellProcesses(ask, names, order) })
      },
    ),
    telling('DELETE /api/control/faults/:id', 'takes one fault back {to}', (id) => ({
      method: 'DELETE',
      path: `/faults/${encodeURIComponent(id)}`,
      say: () => `the fault ${id} is taken back`,
    })),
    telling('DELETE /api/control/faults', 'takes all faults back {to}', () => ({
      method: 'DELETE',
      path: '/faults',
      say: sayState,
    })),
    telling('DELETE /api/control/requests', 'forgets the requests so far {to}', () => ({
      method: 'DELETE',
      path: '/requests',
      say: () => 'the requests so far are forgotten',
    })),
    telling('POST /api/control/reset', 'everything back {to}', () => ({
      method: 'POST',
      path: '/reset',
      say: sayState,
    })),
  ]
}

const sayFaults = (body: unknown): string =>
  (body as { faults: { sentence: string }[] }).faults.map(({ sentence }) => sentence).join('; ') // of a process of our own
