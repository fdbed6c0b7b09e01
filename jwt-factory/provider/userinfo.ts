import type { RequestHandler } from 'express'
import { challenge } from '#core/access/challenge'
import type { Clock } from '#core/clock'
import { bearerRefusal } from '#core/http/authenticate'
import { readBearer } from '#core/http/bearer'
import { sendJson } from '#core/http/send'
import type { KeyRings } from '#core/rings/key-rings'
import type { Claims } from '#core/token/claims'
import { TITLES, TokenRejected } from '#core/token/rejection'
import { ANYONE } from '#core/token/trust'
import { verifyToken } from '#core/token/verify'
import { OAuthError } from '../oauth/oauth-error.ts'
import type { ProviderAccounts } from './accounts.ts'
import { LOGIN_ALGORITHM, LOGIN_RING } from './login-ring.ts'

export interface UserinfoParts {
  issuer: string
  rings: Pick<KeyRings, 'source'>
  accounts: ProviderAccounts
  machine: Clock
  maxLifetimeSeconds: number
}

/**
 * Who somebody is (OpenID Connect Core §5.3), for an access token with the scope `openid`. The library takes tokens here that are for
 * nobody else; ours are JWTs for a resource, which the same applications bring along. Whoever sends none has made no error, and is told
 * of none (RFC 6750 §3.1).
 */
export const sendUserinfo =
  ({ issuer, rings, accounts, machine, maxLifetimeSeconds }: UserinfoParts): RequestHandler =>
  async (request, response) => {
    const token = readBearer(request, issuer)
    if (token === undefined) {
      const { challenge: wanted, body } = bearerRefusal(issuer, undefined)
      response.setHeader('www-authenticate', wanted)
      return sendJson(response, 401, body)
    }
    const trust = {
      issuer,
      audience: ANYONE,
      subject: ANYONE,
      algorithms: [LOGIN_ALGORITHM],
      type: 'at+jwt',
      required: ['sub', 'client_id'],
      maxLifetimeSeconds,
      leewaySeconds: 5,
      keys: rings.source(LOGIN_RING, machine.now),
    } as const
    const claims = await verifyToken(token, trust, machine.now).catch((error: unknown) => {
      if (!(error instanceof TokenRejected)) throw error
      throw refusedToken(issuer, TITLES[error.reason])
    })
    const scopes = scopesOf(claims)
    if (!scopes.includes('openid'))
      throw new OAuthError('insufficient_scope', 'The token has no scope openid.', {
        headers: { 'www-authenticate': challenge(issuer, 'insufficient_scope') },
      })
    const account = await accounts.find(String(claims.sub))
    if (!account) throw refusedToken(issuer, 'The person is no longer there')
    response.setHeader('cache-control', 'no-store')
    sendJson(response, 200, { sub: account.subject, ...(scopes.includes('profile') && account.profile) })
  }

const scopesOf = ({ scope }: Claims): string[] => (typeof scope === 'string' ? scope.split(' ') : [])

const refusedToken = (issuer: string, why: string) =>
  new OAuthError('invalid_token', why, { headers: { 'www-authenticate': challenge(issuer, 'invalid_token', why) } })
