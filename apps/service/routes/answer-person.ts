import { TLSSocket } from 'node:tls'
import type { Request, RequestHandler, Response } from 'express'
import { challenge } from '#core/access/challenge'
import type { ClaimNeeds } from '#core/access/claim-needs'
import { titleOfReason } from '#core/access/reason-titles'
import { authenticate } from '#core/http/authenticate'
import { contextOf } from '#core/http/context'
import { headersNamed } from '#core/http/guard'
import { Problem } from '#core/http/problem'
import { route, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import type { NumberedScenario, Role } from '#scenarios'
import type { ServiceConfig } from '../config.ts'
import type { PeopleVerifier, PersonAsked } from '../verifiers/people-verifier.ts'
import { readVariants } from './variants.ts'

interface AnswerPersonParts {
  role: Role
  scenario: NumberedScenario
  dialect: 'strict' | 'stoke'
  needs: ClaimNeeds
  verifier: () => PeopleVerifier
}

export interface PersonRoutesParts {
  role: Role
  scenarios: readonly NumberedScenario[]
  config: Pick<ServiceConfig, 'peopleDialect' | 'peopleNeeds'>
  verifier: () => PeopleVerifier
}

/** The callee's side of the scenarios in which people are let in. */
export const personRoutes = ({ role, scenarios, config, verifier }: PersonRoutesParts): Route[] =>
  scenarios
    .filter(({ trust }) => trust === 'people')
    .map((scenario) =>
      route(
        `GET /scenario${scenario.number}-server`,
        `the callee's side of scenario ${scenario.number}; wants the token of a person`,
        answerToPerson({ role, scenario, dialect: config.peopleDialect, needs: config.peopleNeeds, verifier }),
      ),
    )

/** What the lesson with the comma asks for in place of the setting: whoever has it may do everything. */
const SUPERUSER: ClaimNeeds = { all: [{ claim: 'stk', is: 'S' }] }

/**
 * `GET /scenarioN-server` on a service that lets people in: who they are is in the token, and what they may do in its claims. In the
 * dialect strict a good token without the claim is 403; the clients of Stoke answer 401 for either.
 */
function answerToPerson({ role, scenario, dialect, needs, verifier }: AnswerPersonParts): RequestHandler {
  return async (request, response) => {
    if (!(request.socket instanceof TLSSocket))
      throw new Problem('tls-required', 'The token of a person needs TLS: call this on the TLS port, with https.')
    const variants = readVariants(request.query, scenario)
    const has = (name: string) => Object.hasOwn(scenario.variants ?? {}, name) && variants.has(name)
    const asked: PersonAsked = {
      needs: has('comma') ? SUPERUSER : needs,
      reading: has('exact-match') && dialect === 'stoke' ? 'whole' : 'parts',
    }
    if (dialect === 'stoke') await answerAsStoke(request, response, verifier(), asked)
    else await answerStrictly(request, response, { role, asked, verifier: verifier() })
  }
}

async function answerStrictly(
  request: Request,
  response: Response,
  { role, asked, verifier }: { role: Role; asked: PersonAsked; verifier: PeopleVerifier },
): Promise<void> {
  let lacking: string | undefined
  const verdict = await authenticate(request, response, role, async (token) => {
    const { lacking: claim, ...found } = await verifier.strict(token, asked, contextOf(request))
    lacking = claim
    return found
  })
  if (!verdict) return
  if (lacking === undefined) return sendJson(response, 200, verdict)
  const title = titleOfReason('claim-not-allowed')
  response.setHeader('www-authenticate', challenge(role, 'insufficient_scope', title))
  sendJson(response, 403, { message: title, valid: false, reason: 'claim-not-allowed', claim: lacking })
}

async function answerAsStoke(
  request: Request,
  response: Response,
  verifier: PeopleVerifier,
  asked: PersonAsked,
): Promise<void> {
  const authorization = headersNamed(request, 'authorization')
  const { method, originalUrl: target } = request
  const decision = await verifier.stoke({ authorization, method, target }, asked, contextOf(request))
  if ('answer' in decision) {
    const { status, headers, body } = decision.answer
    response.status(status).set(headers).send(body)
    return
  }
  sendJson(response, 200, { valid: true, ...('claims' in decision && { claims: decision.claims }) })
}
