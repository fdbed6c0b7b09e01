import express from 'express'
import { auth } from 'express-oauth2-jwt-bearer'

/** express-oauth2-jwt-bearer, as its README writes it. */
export default function ({ issuer, audience }) {
  const app = express()
  app.use(auth({ issuerBaseURL: issuer, audience }))
  app.get('/', (request, response) => void response.json({ isLetIn: true, sub: request.auth.payload.sub }))
  return app.listen(0)
}
