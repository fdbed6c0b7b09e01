import express from 'express'
import { expressjwt } from 'express-jwt'
import jwksRsa from 'jwks-rsa'

/** express-jwt, as the README of jwks-rsa writes it. */
export default function ({ issuer, audience, algorithm, algorithms = [algorithm] }) {
  const app = express()
  app.use(
    expressjwt({
      secret: jwksRsa.expressJwtSecret({
        cache: true,
        rateLimit: true,
        jwksRequestsPerMinute: 5,
        jwksUri: `${issuer}/.well-known/jwks.json`,
      }),
      audience,
      issuer,
      algorithms,
    }),
  )
  app.get('/', (request, response) => void response.json({ isLetIn: true, sub: request.auth.sub }))
  return app.listen(0)
}
