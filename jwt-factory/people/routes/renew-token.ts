import type { RequestHandler, Response } from 'express'
import { challenge } from '#core/access/challenge'
import { readBearer } from '#core/http/bearer'
import { parseInput } from '#core/http/input'
import { sendJson, sendSecret } from '#core/http/send'
import { noteResult } from '#core/telemetry/request-result'
import { TITLES, TokenRejected } from '#core/token/rejection'
import type { PresentedToken } from '../tokens/issued.ts'
import { renewalBody } from '../tokens/login-body.ts'
import { addressOfCaller, answerPerson, PEOPLE_REALM, type PersonAnswerParts } from './answer-person.ts'

interface RenewParts extends PersonAnswerParts {
  /** @throws TokenRejected */
  check(token: string): Promise<PresentedToken>
}

/** `POST /api/renew`, and `/api/refresh`, as it is called later (A.3): the token that is to be renewed comes as a bearer token, and is checked first. */
export const renewToken =
  ({ check, ...parts }: RenewParts): RequestHandler =>
  async (request, response) => {
    const token = readBearer(request, PEOPLE_REALM)
    if (token === undefined) return refuseToken(response, parts)
    const { loginAudit } = parts
    const from = addressOfCaller(request)
    let presented: PresentedToken
    try {
      presented = await check(token)
    } catch (error) {
      if (!(error instanceof TokenRejected)) throw error
      parts.log.warn({ reason: error.reason }, 'renewal-refused')
      loginAudit.renewalRefused(undefined, error.reason, from)
      return refuseToken(response, parts, error)
    }
    const { refresh } = parseInput(renewalBody, request.body)
    const renew = async () => {
      const issued = await parts.tokens.renew(presented, refresh)
      await loginAudit.renewed(presented, from)
      noteResult(response, 'issued')
      sendSecret(response, issued)
    }
    const noteRefusal = (reason: string) => loginAudit.renewalRefused(presented, reason, from)
    await answerPerson(response, 'renewal-refused', parts, renew, noteRefusal)
  }

/** The original answers by what generated its routes, in another form than its own refusals. */
function refuseToken(response: Response, { dialect }: PersonAnswerParts, rejected?: TokenRejected): void {
  const title = rejected ? TITLES[rejected.reason] : 'no token provided'
  noteResult(response, rejected?.reason ?? 'no-token')
  response.setHeader('www-authenticate', rejected ? challenge(PEOPLE_REALM, 'invalid_token', title) : challenge(PEOPLE_REALM)) // prettier-ignore
  if (dialect === 'stoke') return sendJson(response, 401, { error_message: title })
  sendJson(response, 401, { message: title, ...(rejected && { reason: rejected.reason }) })
}
