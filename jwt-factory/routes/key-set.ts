import { hash } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { FactoryParts } from '../factory.ts'

/** How long a verifier may keep the key set, in seconds. */
export const KEY_SET_MAX_AGE = 60

/** The public keys of all ids (RFC 7517 §5). A verifier that has them already gets 304 and no body. */
export function publishKeySet({ rings }: FactoryParts): RequestHandler {
  return (request, response) => {
    const body = JSON.stringify(rings.keySet())
    const etag = `"${hash('sha256', body, 'base64url')}"`
    response.setHeader('etag', etag)
    response.setHeader('cache-control', `public, max-age=${KEY_SET_MAX_AGE}`)
    if (request.fresh) return void response.status(304).end()
    response.setHeader('content-type', 'application/json')
    response.end(body)
  }
}
