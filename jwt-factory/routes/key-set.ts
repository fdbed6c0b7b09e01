import { hash } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import { foreignOrigin, type Guard } from '#core/http/guard'
import { jsonText } from '#core/http/pretty'
import { Problem } from '#core/http/problem'
import { endWithText } from '#core/http/send'
import type { Log } from '#core/log'
import type { KeyRings } from '#core/rings/key-rings'
import { isRingId } from '#core/rings/ring-id'
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
export function publishIssuerKeys(parts: KeySetParts, issuers: Issuers, issuer: Issuer, guard: Guard): RequestHandler {
  return async (request, response) => {
    if (!parts.rings.active(issuer.ringId)) {
      if (foreignOrigin(request, guard) !== undefined) throw new Problem('not-found', NO_KEYS)
      // Whoever waits until something is there asks so, and does not get what GET would have made (RFC 9110 §9.3.2).
      if (request.method === 'HEAD') return announceKeySet(parts, response)
    }
    await issuers.keyOf(issuer)
    sendKeySet(parts, request, response, (ringId) => ringId === issuer.ringId)
  }
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
function sendKeySet(
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
