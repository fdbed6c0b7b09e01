import express from 'express'
import { auth } from 'express-oauth2-jwt-bearer'

/** express-oauth2-jwt-bearer with every setting that it has for an access token. It takes the name of one algorithm. */
export default function ({ issuer, audience, algorithms: [tokenSigningAlg], jwksUri }) {
  const app = express()
  app.use(
    auth({
      issuer,
      jwksUri,
      audience,
      tokenSigningAlg,
      strict: true,
      maxTokenAge: 3600,
      clockTolerance: 30,
      authRequired: true,
      timeoutDuration: 2000,
      cooldownDuration: 30_000,
      cacheMaxAge: 600_000,
    }),
  )
  app.get('/', (request, response) => void response.json({ isLetIn: true, sub: request.auth.payload.sub }))
  return app.listen(0, '127.0.0.1')
}
