import express from 'express'
import jwksRsa from 'jwks-rsa'
import { Passport } from 'passport'
import { ExtractJwt, Strategy } from 'passport-jwt'
import { KEYS_WITH_CARE } from './keys-with-care.js'

/** passport-jwt with every setting that it and jsonwebtoken have for a token of somebody else. */
export default function ({ issuer, audience, algorithms, jwksUri }) {
  const passport = new Passport()
  const options = {
    jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
    secretOrKeyProvider: jwksRsa.passportJwtSecret({ jwksUri, ...KEYS_WITH_CARE }),
    issuer,
    audience,
    algorithms,
    ignoreExpiration: false,
    jsonWebTokenOptions: { maxAge: 3600, clockTolerance: 30 },
  }
  passport.use(new Strategy(options, (payload, done) => done(null, payload)))
  const app = express()
  app.get(
    '/',
    passport.authenticate('jwt', { session: false }),
    (request, response) => void response.json({ isLetIn: true, sub: request.user.sub }),
  )
  return app.listen(0, '127.0.0.1')
}
