import { hash } from 'node:crypto'
import type { RequestHandler } from 'express'
import { isRingId } from '#core/rings/ring-id'
import type { FactoryParts } from '../factory.ts'
import { MAIN, type Issuer } from '../issuer.ts'

/**
 * The public keys of an issuer (RFC 7517 §5); with those of the main one, those of all key ids, as /jwks always had
 * them. Never those of another issuer (RFC 8725 §3.8). A verifier that has them already gets 304 and no body.
 */
export function publishKeySet({ rings, config, log }: FactoryParts, issuer: Issuer): RequestHandler {
  const isWanted = (ringId: string) => ringId === issuer.ringId || (issuer.ringId === MAIN && isRingId(ringId))
  return (request, response) => {
    const body = JSON.stringify(rings.keySet(isWanted))
    const etag = `"${hash('sha256', body, 'base64url')}"`
    response.setHeader('etag', etag)
    response.setHeader('cache-control', `public, max-age=${config.keySetMaxAgeSeconds}`)
    log.debug({ issuer: issuer.name, isKnown: request.fresh }, 'key-set-sent')
    if (request.fresh) return void response.status(304).end()
    response.setHeader('content-type', 'application/json')
    response.end(body)
  }
}
