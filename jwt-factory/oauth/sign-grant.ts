import { randomUUID } from 'node:crypto'
import type { Claims } from '#core/token/claims'
import { MAX_TOKEN_LENGTH } from '#core/token/compact-form'
import { decodeUnverified } from '#core/token/decode-unverified'
import { lifetime } from '#core/token/sign'
import { signToken } from '#core/token/sign'
import type { Application, Authorised, TokenKind } from '../grants/grant.ts'
import { OAuthError } from './oauth-error.ts'
import { ACCESS_TOKEN } from './own-token.ts'

const BEARER: TokenKind = { type: ACCESS_TOKEN, use: 'Bearer' }

/** The answer of the token route (RFC 6749 §5.1, RFC 8693 §2.2.1). There is no refresh token (RFC 6749 §4.4.3). */
export interface TokenAnswer {
  access_token: string
  token_type: TokenKind['use']
  expires_in: number
  scope?: string
  issued_token_type?: string
}

/**
 * Signs what a grant allows, as a JWT access token (RFC 9068 §2): within the bounds of what was presented.
 * @param isExpired the sandbox's wish: a token that has expired already
 */
export async function signGrant(
  application: Application,
  authorised: Authorised,
  isExpired: boolean,
): Promise<TokenAnswer> {
  const { parts, client, target, scopes } = application
  const { clock, config, issuer, log } = parts
  const { sub, notAfter = Infinity, claims: further, kind = BEARER } = authorised
  const seconds = Math.min(config.tokenLifetimeSeconds, kind.maxLifetimeSeconds ?? Infinity)
  const times = lifetime(clock.now(), seconds, isExpired)
  const exp = Math.min(times.exp, Math.floor(notAfter))
  const scope = scopes.length > 0 ? { scope: scopes.join(' ') } : {}
  const own = { iss: issuer.url, sub, aud: target, client_id: client.id, iat: times.iat, exp, jti: randomUUID() }
  const token = await sign(application, { ...own, ...scope, ...further }, kind)
  log.debug({ client: client.id, audience: target, tokenId: own.jti, issuer: issuer.name }, 'token-granted')
  return {
    access_token: token,
    token_type: kind.use,
    expires_in: isExpired ? 0 : Math.max(0, exp - times.iat),
    ...scope,
    ...(kind.issuedTokenType !== undefined && { issued_token_type: kind.issuedTokenType }),
  }
}

async function sign({ parts, context, target }: Application, claims: Claims, kind: TokenKind): Promise<string> {
  const { recorder } = context
  const begin = recorder.elapsed()
  // Made now only if somebody has revoked the last key of the ring.
  const key = parts.rings.active(parts.issuer.ringId) ?? (await parts.rings.ensure(parts.issuer.ringId))
  const token = await signToken(claims, key, kind.type)
  if (token.length > MAX_TOKEN_LENGTH) {
    throw new OAuthError('invalid_request', `The token would be longer than ${MAX_TOKEN_LENGTH} characters`)
  }
  if (recorder.isOn) {
    const shown = decodeUnverified(token)
    const what = `a token for ${target}`
    recorder.step({ verb: 'signs', what, ...(shown && { token: shown }), tookMs: recorder.elapsed() - begin })
  }
  return token
}
