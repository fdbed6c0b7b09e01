import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { jwk } from 'hono/jwk'

/** The middleware jwk of hono, as its page writes it. */
export default function ({ issuer, audience, algorithm }, further = {}) {
  const app = new Hono()
  app.use(
    jwk({
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      alg: [algorithm],
      verification: { iss: issuer, aud: audience, ...further },
    }),
  )
  app.get('/', (context) => context.json(context.get('jwtPayload')))
  return serve({ fetch: app.fetch, port: 0 })
}
