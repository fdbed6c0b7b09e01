import { hash } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Log } from '#core/log'
import type { KeyRings } from '#core/rings/key-rings'
import { isRingId } from '#core/rings/ring-id'
import { MAIN, type Issuer } from '../issuer.ts'

export interface KeySetParts {
  rings: KeyRings
  log: Log
  issuer: Issuer
  /** How long a verifier may keep it. */
  maxAgeSeconds: number
}

/**
 * The public keys of an issuer (RFC 7517 §5); with those of the main one, those of all other rings, as /jwks always had
 * them. Never those of another issuer (RFC 8725 §3.8). A verifier that has them already gets 304 and no body.
 */
export function publishKeySet({ rings, log, issuer, maxAgeSeconds }: KeySetParts): RequestHandler {
  const isWanted = (ringId: string) => ringId === issuer.ringId || (issuer.ringId === MAIN && isRingId(ringId))
  return (request, response) => {
    const body = JSON.stringify(rings.keySet(isWanted))
    const etag = `"${hash('sha256', body, 'base64url')}"`
    response.setHeader('etag', etag)
    response.setHeader('cache-control', `public, max-age=${maxAgeSeconds}`)
    log.debug({ issuer: issuer.name, isKnown: request.fresh }, 'key-set-sent')
    if (request.fresh) return void response.status(304).end()
    response.setHeader('content-type', 'application/json')
    response.end(body)
  }
}
