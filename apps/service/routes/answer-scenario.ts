import { TLSSocket } from 'node:tls'
import type { RequestHandler } from 'express'
import { sendJson } from '#core/http/send'
import { authenticate } from '#core/http/authenticate'
import { contextOf } from '#core/http/context'
import { Problem } from '#core/http/problem'
import type { JudgedScenario, Role, TrustMode } from '#scenarios'
import { FactoryRefused } from '../stage/stage-oauth.ts'
import type { SetStage } from '../stage/stage.ts'
import type { Verifier } from '#core/access/verifier'
import { readVariants } from './variants.ts'

/**
 * Which bearer tokens need a protected way? Whoever reads one on the way can use it (RFC 6750 §5.3). Those of the
 * factory's own /issueToken are for trying things out, with curl and without certificates.
 */
const NEEDS_TLS: Record<TrustMode, string | undefined> = {
  'ask-factory': undefined,
  'pinned-key': 'A self-signed bearer token',
  'key-set': undefined,
  'access-token': 'An access token',
  introspection: 'An access token',
}

export interface AnswerScenarioParts {
  role: Role
  scenario: JudgedScenario
  /** Decides whether the token is good, in the way of the scenario. */
  verify: Verifier
  setStage: SetStage
}

/** `GET /scenarioN-server` on a callee: believes the token or says why not, and then does its part of the play. */
export function answerScenario({ role, scenario, verify, setStage }: AnswerScenarioParts): RequestHandler {
  const precious = NEEDS_TLS[scenario.trust]
  const serve = scenario.serve?.[role]
  return async (request, response) => {
    if (precious !== undefined && !(request.socket instanceof TLSSocket)) {
      throw new Problem('tls-required', `${precious} needs TLS: call this on the TLS port, with https.`)
    }
    const context = contextOf(request)
    let token = ''
    const verdict = await authenticate(request, response, role, (bearer) =>
      verify((token = bearer), scenario.caller, context),
    )
    if (!verdict) return
    const variants = readVariants(request.query, scenario)
    const received = { token, claims: verdict.claims }
    const served = await serve?.(setStage(scenario, context, variants), received).catch(besideTheVerdict)
    sendJson(response, 200, { ...verdict, ...served })
  }
}

/** The token of the caller was believed all the same; what the factory refuses after that stands beside it. */
function besideTheVerdict(error: unknown): Pick<FactoryRefused, 'refused'> {
  if (error instanceof FactoryRefused) return { refused: error.refused }
  throw error
}
