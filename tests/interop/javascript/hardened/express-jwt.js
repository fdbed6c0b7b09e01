import express from 'express'
import { expressjwt } from 'express-jwt'
import jwksRsa from 'jwks-rsa'
import { KEYS_WITH_CARE } from './keys-with-care.js'

/** express-jwt with every setting that it and jsonwebtoken have for a token of somebody else. */
export default function ({ issuer, audience, algorithms, jwksUri }) {
  const app = express()
  app.use(
    expressjwt({
      secret: jwksRsa.expressJwtSecret({
        jwksUri,
        ...KEYS_WITH_CARE,
        handleSigningKeyError: (error, done) => done(error),
      }),
      audience,
      issuer,
      algorithms,
      maxAge: 3600,
      clockTolerance: 30,
      credentialsRequired: true,
    }),
  )
  app.get('/', (request, response) => void response.json({ isLetIn: true, sub: request.auth.sub }))
  app.use((error, _request, response, _next) => {
    const challenge = error.code === 'credentials_required' ? 'Bearer' : 'Bearer error="invalid_token"'
    response
      .status(error.status ?? 401)
      .set('WWW-Authenticate', challenge)
      .end()
  })
  return app.listen(0, '127.0.0.1')
}
