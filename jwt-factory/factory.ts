import type { Express } from 'express'
import { createApp, type AppParts } from '#core/http/app'
import { jsonBody } from '#core/http/input'
import type { KeyRings } from '#core/rings/key-rings'
import type { Store } from '#core/store/store'
import type { FactoryConfig } from './config.ts'
import type { Clients } from './clients/clients.ts'
import type { Issuers } from './issuer.ts'
import type { Delay } from './oauth/guess-delay.ts'
import { mountIssuers } from './oauth/mount-issuers.ts'
import { dumpKeys } from './routes/dump-keys.ts'
import { refuseSlashes } from './routes/key-id.ts'
import { healthz } from './routes/healthz.ts'
import { index } from './routes/index.ts'
import { issueToken } from './routes/issue-token.ts'
import { createKey, listKeyIds, readKey, readPublicPem, revokeKey } from './routes/keys.ts'
import { showTrace } from './routes/traces.ts'
import { verify } from './routes/verify.ts'

export interface FactoryParts extends AppParts {
  config: FactoryConfig
  rings: KeyRings
  issuers: Issuers
  clients: Clients
  /** Spent ids and revocations. */
  store: Store
  /** Waits before the answer to a wrong secret. */
  delay: Delay
}

/** The authority: issues, verifies, publishes. */
export function createFactory(parts: FactoryParts): Express {
  return createApp(parts, (app) => {
    app.post('/issueToken/:keyId', jsonBody, issueToken(parts))
    app.post('/verify/:keyId', jsonBody, verify(parts))
    app.get('/keys/:keyId', readKey(parts))
    app.post('/keys/:keyId', createKey(parts))
    app.delete('/keys/:keyId/:kid', revokeKey(parts))
    app.get('/utils/publicKey/:keyId', readPublicPem(parts))
    app.get('/utils/keys', listKeyIds(parts))
    app.post(['/utils/dump', '/dump'], dumpKeys(parts))
    app.get('/traces/:traceId', showTrace(parts))
    app.all(['/keys/*rest', '/issueToken/*rest', '/verify/*rest', '/utils/publicKey/*rest'], refuseSlashes)
    app.get('/healthz', healthz(parts))
    app.get('/', index)
    mountIssuers(app, parts) // at / and at /issuers/:name: token, introspect, revoke, jwks, .well-known
  })
}
