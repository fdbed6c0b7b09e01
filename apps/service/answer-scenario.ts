import { TLSSocket } from 'node:tls'
import type { RequestHandler } from 'express'
import { sendJson } from '#core/http/app.ts'
import { authenticate } from '#core/http/authenticate.ts'
import { contextOf } from '#core/http/context.ts'
import { Problem } from '#core/http/problem.ts'
import type { NumberedScenario, TrustMode } from '#scenarios'
import type { ServiceParts } from './parts.ts'
import type { Verifier } from './verifiers.ts'

/** Does a token of this kind need a protected way? Whoever reads a bearer token on the way can use it (RFC 6750 §5.3). */
const NEEDS_TLS: Record<TrustMode, boolean> = { 'ask-factory': false, 'pinned-key': true }

/** `GET /scenarioN-server` on a callee: believes the token or says why not. */
export function answerScenario({ role }: ServiceParts, scenario: NumberedScenario, verify: Verifier): RequestHandler {
  const needsTls = NEEDS_TLS[scenario.trust]
  return async (request, response) => {
    if (needsTls && !(request.socket instanceof TLSSocket)) {
      throw new Problem('tls-required', 'A self-signed bearer token needs TLS: call this on the TLS port, with https.')
    }
    const context = contextOf(request)
    const verdict = await authenticate(request, response, role, (token) => verify(token, scenario.caller, context))
    if (verdict) sendJson(response, 200, verdict)
  }
}
