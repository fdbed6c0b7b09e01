import type { RequestHandler } from 'express'
import { z } from 'zod'
import { CONTROLLED_NAMES } from '#core/config/processes'
import { jsonBody, parseInput } from '#core/http/input'
import { readQuery, type Parameter } from '#core/http/query'
import { route, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import { changeKeys } from '../live/change-keys.ts'
import { readRings, type RingReaderParts } from '../live/read-rings.ts'
import { FEW_RINGS, readRingFilter } from '../pages/keys/ring-filter.ts'

const changeSchema = z.strictObject({
  process: z.enum(CONTROLLED_NAMES),
  ringId: z.string().min(1).max(140),
  act: z.enum(['prepare', 'rotate', 'revoke']),
  kid: z.string().min(1).max(256).optional(),
})

const written: Parameter<string> = { read: (value) => value, takes: 'a text' }

export interface KeyRouteSettings extends RingReaderParts {
  /** In front of whatever changes something. */
  changes: RequestHandler[]
}

/** Rings and their keys, for the page of the keys. */
export const consoleKeyRoutes = ({ ask, clock, plays, changes }: KeyRouteSettings): Route[] => [
  route(
    'GET /api/keys',
    `the rings of all processes (?like=demo&most=${FEW_RINGS}), and who fetched which key set`,
    async ({ query }, response) =>
      sendJson(
        response,
        200,
        await readRings({ ask, clock, plays }, readRingFilter(readQuery(query, { like: written, most: written }))),
      ),
  ),
  route(
    'POST /api/keys',
    'prepares, rotates or revokes a key {process, ringId, act, kid}',
    ...changes,
    jsonBody,
    async ({ body }, response) =>
      sendJson(response, 200, { said: await changeKeys(ask, parseInput(changeSchema, body)) }),
  ),
]
