import { hash } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import { foreignOrigin, type Guard } from '#core/http/guard'
import { jsonText } from '#core/http/pretty'
import { Problem } from '#core/http/problem'
import { endWithText } from '#core/http/send'
import type { Log } from '#core/log'
import type { KeyRings } from '#core/rings/key-rings'
import { isRingId } from '#core/rings/ring-id'
import type { Algorithm } from '#core/token/algorithms'
import type { TokenShapes } from '../registered-clients/token-shapes.ts'
import type { Issuer, Issuers } from '../issuer.ts'
import { activeKey, readRingId } from './ring-id.ts'

export interface KeySetParts {
  rings: KeyRings
  log: Log
  /** How long a verifier may keep it. */
  maxAgeSeconds: number
}

const NO_KEYS = 'This issuer has no keys yet: GET makes the first, if no page of another origin asks for it.'

/**
 * The public keys of an issuer (RFC 7517 §5), and of nobody else (RFC 8725 §3.8). They are made on first use: what is
 * published now will sign. Any page may read them, but HEAD and pages of others make none.
 */
export function publishIssuerKeys(parts: IssuerKeySetParts): RequestHandler {
  const { issuers, issuer, shapes, guard } = parts
  return async (request, response) => {
    const isForeign = foreignOrigin(request, guard) !== undefined
    const makes = !isForeign && request.method !== 'HEAD'
    if (!parts.rings.active(issuer.ringId)) {
      if (isForeign) throw new Problem('not-found', NO_KEYS)
      // Whoever waits until something is there asks so, and does not get what GET would have made (RFC 9110 §9.3.2).
      if (!makes) return announceKeySet(parts, response)
    }
    await issuers.keyOf(issuer)
    if (makes) await makeFurther(issuers, issuer, shapes.algorithmsOf(issuer))
    const ringIds = new Set(issuers.ringsOf(issuer))
    sendKeySet(parts, request, response, (ringId) => ringIds.has(ringId))
  }
}

interface IssuerKeySetParts extends KeySetParts {
  issuers: Issuers
  issuer: Issuer
  shapes: TokenShapes
  guard: Guard
}

/** Those that tokens are declared to be signed by. Where there is no room for one, the others are published all the same. */
async function makeFurther(issuers: Issuers, issuer: Issuer, algorithms: readonly Algorithm[]): Promise<void> {
  for (const algorithm of algorithms) await issuers.keyOf(issuer, algorithm).catch(() => {}) // whoever asks for such a token is told
}

/** The public keys of one ring: all that the verifier of its tokens needs. */
export function publishRingKeys(parts: KeySetParts): RequestHandler {
  return async (request, response) => {
    const wanted = readRingId(request)
    await activeKey(parts.rings, wanted)
    sendKeySet(parts, request, response, (ringId) => ringId === wanted)
  }
}

/** The public keys of all rings that callers have named, for whoever wants to see them; those of issuers are not here. */
export function publishAllRings(parts: KeySetParts): RequestHandler {
  return (request, response) => sendKeySet(parts, request, response, isRingId)
}

/** The headers that GET would have, but for those of a text that is not there. */
function announceKeySet({ maxAgeSeconds }: KeySetParts, response: Response): void {
  response.setHeader('cache-control', `public, max-age=${maxAgeSeconds}`)
  response.setHeader('content-type', 'application/json')
  response.end()
}

/** A verifier that has them already gets 304 and no body. */
export function sendKeySet(
  { rings, log, maxAgeSeconds }: KeySetParts,
  request: Request,
  response: Response,
  isWanted: (ringId: string) => boolean,
): void {
  const body = jsonText(request, rings.keySet(isWanted))
  response.setHeader('etag', `"${hash('sha256', body, 'base64url')}"`)
  response.setHeader('cache-control', `public, max-age=${maxAgeSeconds}`)
  log.debug({ path: request.baseUrl + request.path, isKnown: request.fresh }, 'key-set-sent')
  if (request.fresh) return void response.status(304).end()
  response.setHeader('content-type', 'application/json')
  endWithText(response, body)
}
