import { Buffer } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { signRecorded } from '#core/access/sign-recorded'
import type { Clock } from '#core/clock'
import type { Log } from '#core/log'
import { expectedShape, faultyClaims, type Claims } from '#core/token/claims'
import { MAX_TOKEN_LENGTH } from '#core/token/compact-form'
import { lifetime } from '#core/token/sign'
import type { Application, Authorised, TokenKind } from '../../grants/grant.ts'
import type { Issuer, Issuers } from '../../issuer.ts'
import type { Clients } from '../../registered-clients/clients.ts'
import type { TokenShapes } from '../../registered-clients/token-shapes.ts'
import type { RingRoom } from '../../ring-room.ts'
import type { RingUse } from '../../ring-use.ts'
import { askedClaims } from '../request/asked-claims.ts'
import { chooseSubject } from './choose-subject.ts'
import { fillClaims } from './fill-claims.ts'
import { chooseLifetime } from '../request/lifetime.ts'
import { OAuthError } from '../oauth-error.ts'
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

/** The sandbox's own, of a request: how long the token is to live. */
export interface AskedLife {
  /** It has expired already. */
  isExpired: boolean
  /** Seconds; as long as it may be, where it is undefined. */
  lifetime: string | undefined
}

export type SignGrant = (application: Application, authorised: Authorised, asked: AskedLife) => Promise<TokenAnswer>

export interface GrantSignerParts {
  issuer: Issuer
  issuers: Issuers
  clients: Clients
  shapes: TokenShapes
  use: RingUse
  room: Pick<RingRoom, 'hold'>
  clock: Clock
  log: Log
  lifetimeSeconds: number
}

/**
 * Signs what a grant allows, as a JWT access token (RFC 9068 §2): within the bounds of what was presented. What may be
 * used once is spent right before, and what was good when the request came and is over by now is refused.
 */
export function grantSigner(parts: GrantSignerParts): SignGrant {
  const { issuer, issuers, clients, shapes, use, room, clock, log, lifetimeSeconds } = parts
  return async ({ context, form, client, spend, audience, scopes }, authorised, { isExpired, lifetime: asked }) => {
    const { notAfter = Infinity, claims: further, kind = BEARER } = authorised
    const { algorithm, tokenType, claims } = shapes.of(issuer, client, audience)
    const { sub: chosen, ...declared } =
      kind.type === ACCESS_TOKEN
        ? { ...fillClaims(claims, form, authorised.isOwnName), ...askedClaims(form, client, authorised.isOwnName) }
        : {}
    const sub = chooseSubject(authorised, chosen, { client, clients })
    const most = Math.min(lifetimeSeconds, client.lifetimeSeconds ?? Infinity, kind.maxLifetimeSeconds ?? Infinity)
    const seconds = chooseLifetime(asked, most)
    const times = lifetime(clock.now(), seconds, isExpired)
    const exp = Math.min(times.exp, Math.floor(notAfter))
    const scope = scopes.length > 0 ? { scope: scopes.join(' ') } : {}
    const own = { iss: issuer.url, sub, aud: audience, client_id: client.id, iat: times.iat, exp, jti: randomUUID() }
    const payload = { ...declared, ...own, ...scope, ...further } // what the issuer says itself, nobody else says
    refuseFaulty(payload) // before the issuer has a key: what is refused makes none
    refuseTooLong(payload)
    const key = await room.hold(issuers.ringsInUse(issuer, algorithm), client.id, async () => {
      const made = await issuers.keyOf(issuer, algorithm)
      for (const ringId of issuers.ringsInUse(issuer, made.algorithm)) await use.note(ringId, client.id)
      return made
    })
    await spend()
    await authorised.spend?.()
    const step = { recorder: context.recorder, what: `a token for ${audience}` }
    // What is meant for an issuer here keeps its own type: there a token of the type JWT may be taken for a grant (RFC 8725 §3.11).
    const isJwt = kind.type === ACCESS_TOKEN && tokenType !== undefined && !issuers.isOwn(audience)
    const last = await shapes.lastWord(payload, isJwt ? tokenType : kind.type, form.values)
    const token = await signRecorded(last.claims, key, last.header, step)
    log.debug({ client: client.id, audience, tokenId: own.jti, issuer: issuer.name }, 'token-granted')
    return {
      access_token: token,
      token_type: kind.use,
      expires_in: isExpired ? 0 : Math.max(0, exp - times.iat),
      ...scope,
      ...(kind.issuedTokenType !== undefined && { issued_token_type: kind.issuedTokenType }),
    }
  }
}

/** The header and the longest signature of any key that is made here, with room to spare. Characters. */
const HEADER_AND_SIGNATURE = 1000

/** @throws OAuthError for a claim that no verifier takes, this issuer neither, whoever has said it */
function refuseFaulty(claims: Claims): void {
  const [claim] = faultyClaims(claims)
  if (claim !== undefined) throw new OAuthError('invalid_request', `The claim ${claim} must be ${expectedShape(claim)}`)
}

/** @throws OAuthError for claims that no verifier would take, for the token would be too long */
function refuseTooLong(claims: Claims): void {
  const length = Math.ceil((Buffer.byteLength(JSON.stringify(claims)) * 4) / 3) + HEADER_AND_SIGNATURE
  if (length <= MAX_TOKEN_LENGTH) return
  const long = `The token would be longer than ${MAX_TOKEN_LENGTH} characters`
  throw new OAuthError('invalid_request', `${long}. Present one with shorter claims, or ask for less scope`)
}
