import type { Request, RequestHandler, Response } from 'express'
import { challenge } from '#core/access/challenge'
import { readBearer } from '#core/http/bearer'
import { sendJson } from '#core/http/send'
import { TITLES, TokenRejected } from '#core/token/rejection'
import type { AuditLog } from '../../audit/audit-log.ts'
import { addressOfCaller, PEOPLE_REALM } from '../../routes/answer-person.ts'
import type { PresentedToken } from '../../tokens/issued.ts'
import type { FindsHolder } from '../../tokens/token-holder.ts'
import type { Administrator } from '../administrator.ts'

export interface RequireAdministratorParts {
  dialect: 'strict' | 'stoke'
  /** @throws TokenRejected */
  check(token: string): Promise<PresentedToken>
  holderOf: FindsHolder
  audit: Pick<AuditLog, 'note'>
}

const administrators = new WeakMap<Request, Administrator>()

/** Who asks, behind {@link requireAdministrator}. */
export function administratorBehind(request: Request): Administrator {
  const who = administrators.get(request)
  if (!who) throw new Error('a route of administrators has no token in front of it')
  return who
}

/**
 * Believes a bearer token, and nothing else: a cookie of a browser is not looked at, so no page of others can ask in the name of its
 * visitor. What its owner may do is decided behind it.
 */
export const requireAdministrator =
  ({ dialect, check, holderOf, audit }: RequireAdministratorParts): RequestHandler =>
  async (request, response, next) => {
    const token = readBearer(request, PEOPLE_REALM)
    if (token === undefined) return refuseAdministrator(response)
    const from = addressOfCaller(request)
    try {
      const presented = await check(token)
      const holder = await holderOf(presented)
      const isBelieved = dialect === 'stoke'
      if (!isBelieved && (!holder || holder.isRevoked)) throw new TokenRejected('revoked-token', { claim: 'jti' })
      const { person, mark } = holder ?? {}
      administrators.set(request, { person, mark, told: presented.claims, isBelieved, from })
    } catch (error) {
      if (!(error instanceof TokenRejected)) throw error
      await audit.note('strangers', { what: 'administer', reason: error.reason, from })
      return refuseAdministrator(response, TITLES[error.reason], error.reason)
    }
    next()
  }

/** As the original: by what generated its routes. */
export function refuseAdministrator(response: Response, title = 'no token provided', reason?: string): void {
  response.setHeader('www-authenticate', reason === undefined ? challenge(PEOPLE_REALM) : challenge(PEOPLE_REALM, 'invalid_token', title)) // prettier-ignore
  sendJson(response, 401, { error_message: title, ...(reason !== undefined && { reason }) })
}
