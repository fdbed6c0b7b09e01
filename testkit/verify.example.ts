import { equal } from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import express from 'express'
import { startIssuer } from './testing.ts'
import { requireToken } from './verify.ts'

test('a route lets in whoever may read orders, and knows who it is', async (t) => {
  const issuer = await startIssuer({ audiences: ['orders'], tls: false })
  t.after(() => issuer.stop())

  const mayRead = requireToken({
    issuer: issuer.url,
    jwksUri: issuer.jwksUri,
    audience: 'orders',
    algorithms: ['ES256'],
    scope: 'orders.read',
  })
  const app = express()
  app.get('/orders', mayRead, (request, response) => void response.json({ for: mayRead.of(request).claims.sub }))

  const server = app.listen(0)
  await once(server, 'listening')
  const call = async (token: PromiseLike<string>) =>
    fetch(`http://localhost:${Object(server.address()).port}/orders`, {
      headers: { authorization: `Bearer ${await token}` },
    })
  const may = issuer.token({ scope: 'orders.read', subject: 'alice' })
  equal(await (await call(may)).text(), '{"for":"alice"}')
  equal((await call(may.expired())).status, 401)
  equal((await call(issuer.token({ scope: 'orders.write' }))).status, 403)
  server.close()
  server.closeAllConnections()
})
