import type { RequestHandler } from 'express'
import { sendJson } from '#core/http/app.ts'
import type { ServiceParts } from './parts.ts'

/** What can be called here. */
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
    expired: 'in a scenario: 1 expires every token, a service name only the token for that service',
    trace: 'in a scenario: 1 adds every step of every process',
  }
  return (_request, response) => sendJson(response, 200, { name: role, routes, wishes })
}
