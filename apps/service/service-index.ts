import type { RequestHandler } from 'express'
import { sendJson } from '#core/http/app'
import type { ServiceParts } from './parts.ts'
import { COMMON_WISHES } from './wishes.ts'

/** What can be called here, and what may be wished for. */
export function index({ role, scenarios }: ServiceParts): RequestHandler {
  const played = scenarios.filter(({ caller }) => caller === role)
  const routes = {
    ...Object.fromEntries(played.map(({ number, title }) => [`GET /scenario${number}`, title])),
    ...Object.fromEntries(
      scenarios.map(({ number }) => [
        `GET /scenario${number}-server`,
        `the callee's side of scenario ${number}; wants a bearer token`,
      ]),
    ),
    'POST /gen-keys': 'a new key pair for this service',
    'GET /hello': 'says hello',
    'GET /traces/:traceId': 'what this process did in a trace',
    'GET /healthz': 'whether it is up',
  }
  const wishes = {
    ...Object.fromEntries(
      Object.entries(COMMON_WISHES).map(([name, sentence]) => [name, `in a scenario: ${sentence}`]),
    ),
    ...Object.fromEntries(
      played.flatMap(({ number, wishes = {} }) =>
        Object.entries(wishes).map(([name, sentence]) => [`scenario${number}?${name}=1`, sentence]),
      ),
    ),
  }
  return (_request, response) => sendJson(response, 200, { name: role, routes, wishes })
}
