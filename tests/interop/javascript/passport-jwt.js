import express from 'express'
import jwksRsa from 'jwks-rsa'
import { Passport } from 'passport'
import { ExtractJwt, Strategy } from 'passport-jwt'

/** passport-jwt, as its README and that of jwks-rsa write it. */
export default function ({ issuer, audience, algorithm, algorithms = [algorithm] }) {
  const passport = new Passport()
  const options = {
    jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
    secretOrKeyProvider: jwksRsa.passportJwtSecret({
      cache: true,
      rateLimit: true,
      jwksRequestsPerMinute: 5,
      jwksUri: `${issuer}/.well-known/jwks.json`,
    }),
    issuer,
    audience,
    algorithms,
  }
  passport.use(new Strategy(options, (payload, done) => done(null, payload)))
  const app = express()
  app.get(
    '/',
    passport.authenticate('jwt', { session: false }),
    (request, response) => void response.json({ isLetIn: true, sub: request.user.sub }),
  )
  return app.listen(0)
}
