import type { Request, Response } from 'express'
import { createCounter, type Counter } from '#core/telemetry/counter'
import { resultOf } from '#core/telemetry/request-result'

/** How often somebody got a token, and why not. */
export interface OutcomeCounts {
  logins: Counter
  renewals: Counter
  /** Counts a request that was answered. @param route its first path */
  count(route: string | undefined, request: Request, response: Response): void
}

export function createOutcomeCounts(): OutcomeCounts {
  const labels = ['result']
  const logins = createCounter('people_logins_total', 'Logins, by what came of them.', labels)
  const renewals = createCounter('people_renewals_total', 'Renewals, by what came of them.', labels)
  const counters: Readonly<Record<string, Counter>> = {
    '/api/login': logins,
    '/admin/login': logins,
    '/api/renew': renewals,
  }
  return {
    logins,
    renewals,
    count(route = '', request, response) {
      if (request.method === 'POST') counters[route]?.add(resultOf(response) ?? undecided(response))
    },
  }
}

/** Nobody has looked at name and password, or at the token. */
function undecided({ headersSent, statusCode }: Response): string {
  if (!headersSent) return 'caller-gone'
  return statusCode >= 500 ? 'cannot-decide' : 'invalid-request'
}
