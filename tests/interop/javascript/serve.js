import { once } from 'node:events'
import { createInterface } from 'node:readline'
import express from 'express'

// Serves one client of this language at a port of its own, for whoever sends it requests. The first line of stdin says which one, and what it
// is told: {"client": "express-jwt", "settings": {…}}. It says {"port": …} when it listens, and ends when stdin does.

/** What only verifies a token, in the middleware that people write around it. */
function guardedBy(verify) {
  const app = express()
  app.use((request, response, next) => {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ')
    const refuse = (challenge) => void response.status(401).set('WWW-Authenticate', challenge).end()
    if (scheme !== 'Bearer' || !token) return refuse('Bearer')
    verify(token).then(
      (claims) => {
        request.claims = claims
        next()
      },
      () => refuse('Bearer error="invalid_token"'),
    )
  })
  app.get('/', (request, response) => void response.json({ isLetIn: true, sub: request.claims.sub }))
  return app.listen(0, '127.0.0.1')
}

const lines = createInterface({ input: process.stdin })
const [line] = await once(lines, 'line')
const { client, settings } = JSON.parse(line)
const { default: open } = await import(`./${client}.js`)
const made = await open(settings)
const server = typeof made === 'function' ? guardedBy(made) : made
if (!server.listening) await once(server, 'listening')
process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`)
await once(lines, 'close')
process.exit(0)
