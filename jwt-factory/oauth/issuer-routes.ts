import { Router } from 'express'
import { GRANTS } from '../grants/index.ts'
import { discovery, METADATA_NAMES } from '../routes/discovery.ts'
import { introspect } from '../routes/introspect.ts'
import { createKey, readKey, revokeKey } from '../routes/keys.ts'
import { publishKeySet } from '../routes/key-set.ts'
import { revoke } from '../routes/revoke.ts'
import { token } from '../routes/token.ts'
import { answerOAuthErrors, onlyPost } from './answer.ts'
import { formBody } from './form.ts'
import type { IssuerParts } from './parts.ts'

/** The routes of one issuer, below its URL. */
export function issuerRoutes(parts: IssuerParts): Router {
  const { issuer, log } = parts
  const router = Router({ caseSensitive: true })
  router.post('/token', formBody, token(parts, GRANTS))
  router.post('/introspect', formBody, introspect(parts))
  router.post('/revoke', formBody, revoke(parts))
  router.all(['/token', '/introspect', '/revoke'], onlyPost)
  router.get(['/jwks', '/.well-known/jwks.json'], publishKeySet(parts, issuer))
  const ringOf = () => issuer.ringId
  router.get('/keys', readKey(parts, ringOf))
  router.post('/keys', createKey(parts, ringOf))
  router.delete('/keys/:kid', revokeKey(parts, ringOf))
  for (const name of METADATA_NAMES) router.get(`/.well-known/${name}`, discovery(parts, issuer))
  router.use(answerOAuthErrors(log))
  return router
}
