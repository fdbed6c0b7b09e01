import type { RequestHandler } from 'express'
import { z } from 'zod'
import type { ToldRegistry, ToldService } from '#core/control/told-registry'
import { jsonBody, parseInput } from '#core/http/input'
import { readQuery, type Parameter } from '#core/http/query'
import { route, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import { isServiceName } from '#core/registry/registry-paths'
import type { AskProcess } from '../live/ask.ts'
import { shortKid } from '../live/change-keys.ts'
import { askOrWhy } from '../live/read-control.ts'
import { accepted } from '../live/tell-processes.ts'
import {
  FEW_SERVICES,
  readRegistryFilter,
  type KeyDecision,
  type RegistryFilter,
  type RegistryNow,
} from '../pages/registry/registry-state.ts'

const decisionSchema = z.strictObject({
  act: z.enum(['approve', 'revoke']),
  service: z.string().refine(isServiceName, 'is not the name of a service'),
  kid: z.string().min(1).max(64),
})

const filterText: Parameter<string> = { read: (value) => value, takes: 'a text' }

export interface RegistryRouteParts {
  ask: AskProcess
  /** In front of whatever changes something. */
  changes: RequestHandler[]
}

/** Services and the keys that they publish, for the page of the registry. */
export const consoleRegistryRoutes = ({ ask, changes }: RegistryRouteParts): Route[] => [
  route(
    'GET /api/registry',
    `the services of the key registry (?like=demo&most=${FEW_SERVICES})`,
    async ({ query }, response) => {
      const filter = readRegistryFilter(readQuery(query, { like: filterText, most: filterText }))
      sendJson(response, 200, await readRegistry(ask, filter))
    },
  ),
  route(
    'POST /api/registry',
    'approves or revokes a key {act, service, kid}',
    ...changes,
    jsonBody,
    async ({ body }, response) =>
      sendJson(response, 200, { said: await decideOnKey(ask, parseInput(decisionSchema, body)) }),
  ),
]

/** @returns it with a trouble in place of services, where the factory does not tell */
export async function readRegistry(ask: AskProcess, { like, most }: RegistryFilter): Promise<RegistryNow> {
  const path = `/control/registry?${new URLSearchParams({ like, most: String(most) })}`
  const { body: told, why: trouble } = await askOrWhy<ToldRegistry>(ask, 'jwt-factory', path)
  return { ...(told && { told }), ...(trouble !== undefined && { trouble }) }
}

/** @returns what was done, a sentence @throws Problem with what the factory says against it */
async function decideOnKey(ask: AskProcess, { act, service, kid }: KeyDecision): Promise<string> {
  const path = `/control/registry/${encodeURIComponent(service)}/${encodeURIComponent(kid)}`
  const question = act === 'approve' ? { method: 'POST', path: `${path}/approve` } : { method: 'DELETE', path }
  const answer = await ask('jwt-factory', question as Parameters<AskProcess>[1]) // one of two methods
  const { keys } = Object(accepted('jwt-factory', answer).body) as Partial<ToldService>
  if (keys?.some((key) => key.kid === kid && key.state === 'awaited'))
    return `The key ${shortKid(kid)} of ${service} is no longer here: it is let in when it comes again.`
  return act === 'approve'
    ? `The key ${shortKid(kid)} of ${service} is approved: verifiers can read it.`
    : `The key ${shortKid(kid)} of ${service} is revoked: verifiers learn of it within a minute.`
}
