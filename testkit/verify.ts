import { systemClock } from '#core/clock'
import type { Claims } from '#core/token/claims'
import { createTokenGuard, type TokenGuard } from './verify/token-guard.ts'
import type { TokenRules } from './verify/token-rules.ts'

export type { Claims } from '#core/token/claims'
export type { GuardedToken, TokenGuard } from './verify/token-guard.ts'
export type { ClaimsSchema, TokenRules } from './verify/token-rules.ts'

/**
 * Makes what stands before the routes of a service, and lets in nobody without an access token that is believed: middleware for Express, a
 * hook for Fastify (`onRequest`, `preHandler`), and a call for plain Node, `if (await guard(request, response)) …`. What was believed
 * stands in `request.token.claims`, typed by `schema`, and in `guard.of(request)`. Refusals follow RFC 6750 §3; what cannot be decided is
 * 503.
 * @throws TypeError for rules that are none, which says what to write
 */
export function requireToken<Own extends object = Claims>(rules: TokenRules<Own>): TokenGuard<Own> {
  return createTokenGuard(rules, systemClock)
}
